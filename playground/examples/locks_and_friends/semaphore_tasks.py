"""Runs ten tasks, three at a time: each permit that is given back starts the next one."""
import asyncio


async def limited_task(permits, number):
    async with permits:
        print(f"Task {number} starting")
        await asyncio.sleep(1)
        print(f"Task {number} done")


async def main():
    permits = asyncio.Semaphore(3)
    await asyncio.gather(*[limited_task(permits, number) for number in range(10)])


asyncio.run(main())
