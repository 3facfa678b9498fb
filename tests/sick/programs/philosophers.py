"""Three tasks sit in a circle, and each takes the lock on its left first. The twin of philosophers.c."""

import asyncio


async def main():
    forks = [asyncio.Lock() for _ in range(3)]

    async def eats(seat):
        async with forks[seat]:
            await asyncio.sleep(0)
            async with forks[(seat + 1) % 3]:
                pass

    async with asyncio.TaskGroup() as group:
        for seat in range(3):
            group.create_task(eats(seat))
            await asyncio.sleep(0)
            await asyncio.sleep(0)
