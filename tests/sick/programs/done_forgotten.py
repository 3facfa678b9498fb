"""On one way through its loop a worker does not say that the item is done. The twin of done_forgotten.c."""

import asyncio


async def main():
    items, paused = asyncio.Queue(), False
    items.put_nowait(1)

    async def worker():
        await items.get()
        await asyncio.sleep(0)
        if paused:
            return
        items.task_done()

    async def pause():
        nonlocal paused
        paused = True
        await items.join()

    async with asyncio.TaskGroup() as group:
        group.create_task(worker())
        await asyncio.sleep(0)
        await asyncio.sleep(0)
        group.create_task(pause())
