"""Waits for a task without taking its result, and then looks whether it is done."""
import asyncio


async def work():
    return "done"


async def main():
    task = asyncio.create_task(work())
    done, pending = await asyncio.wait({task})
    if task in done:
        print("work is done")


asyncio.run(main())
