import asyncio
import time

start = time.monotonic()


def now():
    return round((time.monotonic() - start) * 20)   # a second of the C program is a twentieth here


async def saver():
    print(f"{now()} s: opened")
    try:
        await asyncio.sleep(10 / 20)
    finally:
        print(f"{now()} s: closed")


async def main():
    task = asyncio.create_task(saver(), name="saver")
    await asyncio.sleep(3 / 20)
    task.cancel()
    print(f"{now()} s: asked to stop")
    try:
        await task
        print(f"{now()} s: it ended")
    except asyncio.CancelledError:
        print(f"{now()} s: it was cancelled")


asyncio.run(main())
