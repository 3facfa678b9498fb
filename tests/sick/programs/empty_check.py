"""Two takers see one item, and one of them waits for ever. The twin of empty_check.c."""

import asyncio


async def main():
    items = asyncio.Queue()
    items.put_nowait(1)

    async def taker():
        if not items.empty():
            await asyncio.sleep(0)
            await items.get()

    async with asyncio.TaskGroup() as group:
        group.create_task(taker())
        await asyncio.sleep(0)
        await asyncio.sleep(0)
        group.create_task(taker())
