"""A cache is filled with what the table held before somebody else changed it. The twin of stale_cache.c."""

import asyncio


async def main():
    table, cache = 1, 0

    async def fill():
        nonlocal cache
        seen = table
        await asyncio.sleep(0)
        cache = seen

    async def change():
        nonlocal table, cache
        table = cache = 2

    async with asyncio.TaskGroup() as group:
        group.create_task(fill())
        await asyncio.sleep(0)
        await asyncio.sleep(0)
        group.create_task(change())
    assert cache == table
