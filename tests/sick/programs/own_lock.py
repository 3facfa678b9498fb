"""Each task has a lock of its own, and what they share has none. The twin of own_lock.c."""

import asyncio


async def main():
    balance = 100

    async def work():
        nonlocal balance
        async with asyncio.Lock():
            seen = balance
            await asyncio.sleep(0)
            balance = seen + 10

    async with asyncio.TaskGroup() as group:
        group.create_task(work())
        await asyncio.sleep(0)
        await asyncio.sleep(0)
        group.create_task(work())
    assert balance == 120
