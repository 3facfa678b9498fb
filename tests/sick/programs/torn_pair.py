"""Two values belong together, and a wait lies between their writes. The twin of torn_pair.c."""

import asyncio


async def main():
    low = high = 0

    async def writer():
        nonlocal low, high
        low = 1
        await asyncio.sleep(0)
        high = 1

    async def reader():
        assert low == high

    async with asyncio.TaskGroup() as group:
        group.create_task(writer())
        await asyncio.sleep(0)
        await asyncio.sleep(0)
        group.create_task(reader())
