"""A helper takes the lock that its caller holds already, in one case only. The twin of lock_again.c."""

import asyncio


async def main():
    file, verbose = asyncio.Lock(), False

    async def note():
        async with file:
            pass

    async def work():
        async with file:
            await asyncio.sleep(0)
            if verbose:
                await note()

    async def talk():
        nonlocal verbose
        verbose = True

    async with asyncio.TaskGroup() as group:
        group.create_task(work())
        await asyncio.sleep(0)
        await asyncio.sleep(0)
        group.create_task(talk())
