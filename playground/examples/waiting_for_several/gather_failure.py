"""Lets one of three calls fail, and cancels the others: gather by itself lets them run on.
"""
import asyncio


async def work(name, seconds, fails=False):
    try:
        await asyncio.sleep(seconds)
    except asyncio.CancelledError:
        print(f"{name}: cancelled")
        raise
    if fails:
        raise ValueError(f"{name} failed!")
    print(f"{name}: finished")


async def main():
    tasks = [
        asyncio.create_task(work("A", 2)),
        asyncio.create_task(work("B", 1, fails=True)),
        asyncio.create_task(work("C", 3)),
    ]
    try:
        await asyncio.gather(*tasks)
    except ValueError as error:
        for task in tasks:
            task.cancel()
        await asyncio.wait(tasks)
        print(f"Caught: {error}")


asyncio.run(main())
