"""A task is cancelled after it took an item, and before it did something with it (bpo-23812 and asyncio#201 are its cousins). The twin of item_dropped.c."""

import asyncio


async def main():
    items, handled = asyncio.Queue(), 0
    items.put_nowait(1)

    async def worker():
        nonlocal handled
        await items.get()
        await asyncio.sleep(0)
        handled += 1

    task = asyncio.create_task(worker())
    await asyncio.sleep(0)
    await asyncio.sleep(0)
    task.cancel()
    await asyncio.wait([task])
    assert handled + items.qsize() == 1
