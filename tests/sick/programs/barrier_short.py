"""A barrier counts on a task that goes home early. The twin of barrier_short.c."""

import asyncio


async def main():
    meeting, closed = asyncio.Barrier(2), False

    async def walker():
        await asyncio.sleep(0)
        if closed:
            return
        await meeting.wait()

    async def closer():
        nonlocal closed
        closed = True
        await meeting.wait()

    async with asyncio.TaskGroup() as group:
        group.create_task(walker())
        await asyncio.sleep(0)
        await asyncio.sleep(0)
        group.create_task(closer())
