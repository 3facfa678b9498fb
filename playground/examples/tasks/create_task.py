"""Starts a task in the background, goes on, and waits for it at the end."""
import asyncio
import time


def now():
    """The loop's own clock, so that a run prints the same every time."""
    return time.strftime("%H:%M:%S", time.gmtime(asyncio.get_running_loop().time()))


async def background():
    print("Background task started.")
    await asyncio.sleep(3)
    print("Background task finished.")


async def main():
    print(f"Main started at {now()}")
    task = asyncio.create_task(background())    # runs as soon as main waits

    print("Main can do other work now.")
    await asyncio.sleep(1)
    print("Main did some work.")

    await task
    print(f"Main finished at {now()}")


asyncio.run(main())
