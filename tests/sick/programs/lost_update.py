"""Two deposits read the balance, wait once, and write: one of them may be lost. The twin of lost_update.c."""

import asyncio


async def main():
    balance = 100

    async def work():
        nonlocal balance
        seen = balance
        await asyncio.sleep(0)
        balance = seen + 10

    async with asyncio.TaskGroup() as group:
        group.create_task(work())
        await asyncio.sleep(0)
        await asyncio.sleep(0)
        group.create_task(work())
    assert balance == 120
