"""Who finds no connection makes one, and another task comes meanwhile. The twin of connects_twice.c."""

import asyncio


async def main():
    connected, connections = False, 0

    async def work():
        nonlocal connected, connections
        if not connected:
            connections += 1
            await asyncio.sleep(0)
            connected = True

    async with asyncio.TaskGroup() as group:
        group.create_task(work())
        await asyncio.sleep(0)
        await asyncio.sleep(0)
        group.create_task(work())
    assert connections == 1
