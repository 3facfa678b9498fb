"""An event is set and cleared at once: a task that comes later waits for ever. The twin of pulse.c."""

import asyncio


async def main():
    starts = asyncio.Event()

    async def waiter():
        await starts.wait()

    async def starter():
        starts.set()
        starts.clear()

    async with asyncio.TaskGroup() as group:
        group.create_task(waiter())
        await asyncio.sleep(0)
        await asyncio.sleep(0)
        group.create_task(starter())
