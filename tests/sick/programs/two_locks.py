"""Two tasks take two locks, each in another order. The twin of two_locks.c."""

import asyncio


async def main():
    red, blue = asyncio.Lock(), asyncio.Lock()

    async def work(first, second):
        async with first:
            await asyncio.sleep(0)
            async with second:
                pass

    async with asyncio.TaskGroup() as group:
        group.create_task(work(red, blue))
        await asyncio.sleep(0)
        await asyncio.sleep(0)
        group.create_task(work(blue, red))
