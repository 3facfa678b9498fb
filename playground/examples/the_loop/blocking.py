"""Waits twice two seconds at once, and then blocks twice: nobody else can run."""
import asyncio
import time


async def waiting_task(name):
    await asyncio.sleep(2)                      # lets others run
    print(f"{name}: Done")


async def blocking_task(name):
    time.sleep(2)                               # nothing else moves
    print(f"{name}: Done")


async def main():
    start = time.monotonic()
    await asyncio.gather(waiting_task("A"), waiting_task("B"))
    print(f"Two that wait took {time.monotonic() - start:.0f} seconds")

    start = time.monotonic()
    await asyncio.gather(blocking_task("A"), blocking_task("B"))
    print(f"Two that block took {time.monotonic() - start:.0f} seconds")


asyncio.run(main())
