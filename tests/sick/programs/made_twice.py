"""Two tasks make the one buffer, and one of the two is nobody's: it leaks. The twin of made_twice.c."""

import asyncio


async def main():
    buffer, made = None, 0

    async def work():
        nonlocal buffer, made
        if buffer is None:
            mine = bytearray(100)
            made += 1
            await asyncio.sleep(0)
            buffer = mine

    async with asyncio.TaskGroup() as group:
        group.create_task(work())
        await asyncio.sleep(0)
        await asyncio.sleep(0)
        group.create_task(work())
    assert made == 1
