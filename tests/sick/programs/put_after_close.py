"""The queue is shut while somebody still has an item for it (gh-117531 is its cousin). The twin of put_after_close.c."""

import asyncio


async def main():
    items = asyncio.Queue()
    closed = False

    async def seller():
        await asyncio.sleep(0)
        assert not closed, "the queue is shut"
        items.put_nowait(1)

    async def closer():
        nonlocal closed
        closed = True

    async with asyncio.TaskGroup() as group:
        group.create_task(seller())
        await asyncio.sleep(0)
        await asyncio.sleep(0)
        group.create_task(closer())
