"""A task ends with the lock in its hand (trio#3035 is its cousin). The twin of early_return.c."""

import asyncio


async def main():
    desk, stopped = asyncio.Lock(), False

    async def work():
        await desk.acquire()
        await asyncio.sleep(0)
        if stopped:
            return
        desk.release()

    async def stop():
        nonlocal stopped
        stopped = True
        async with desk:
            pass

    async with asyncio.TaskGroup() as group:
        group.create_task(work())
        await asyncio.sleep(0)
        await asyncio.sleep(0)
        group.create_task(stop())
