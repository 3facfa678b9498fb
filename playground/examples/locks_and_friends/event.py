"""Holds three tasks back until a fourth gives the sign."""
import asyncio


async def runner(start, name):
    print(f"{name} waiting for event")
    await start.wait()
    print(f"{name} got the event!")


async def starter(start):
    print("Setting event in 2 seconds...")
    await asyncio.sleep(2)
    start.set()                                 # wakes all; they run when the starter is done
    print("Event set!")


async def main():
    start = asyncio.Event()
    await asyncio.gather(
        runner(start, "Task 1"),
        runner(start, "Task 2"),
        runner(start, "Task 3"),
        starter(start),
    )


asyncio.run(main())
