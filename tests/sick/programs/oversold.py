"""The last seat is looked at, and sold a wait later. The twin of oversold.c."""

import asyncio


async def main():
    seats = 1

    async def work():
        nonlocal seats
        if seats > 0:
            await asyncio.sleep(0)
            seats -= 1

    async with asyncio.TaskGroup() as group:
        group.create_task(work())
        await asyncio.sleep(0)
        await asyncio.sleep(0)
        group.create_task(work())
    assert seats == 0
