"""A permit is not given back on one way out, and the next task waits for ever. The twin of permit_kept.c."""

import asyncio


async def main():
    slots, offline = asyncio.Semaphore(1), False

    async def job():
        await slots.acquire()
        await asyncio.sleep(0)
        if offline:
            return
        slots.release()

    async def network():
        nonlocal offline
        offline = True
        await asyncio.sleep(0)
        offline = False
        async with slots:
            pass

    async with asyncio.TaskGroup() as group:
        group.create_task(job())
        await asyncio.sleep(0)
        await asyncio.sleep(0)
        group.create_task(network())
