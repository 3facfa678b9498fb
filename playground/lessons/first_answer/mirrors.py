import asyncio
import time

start = time.monotonic()


def now():
    return round((time.monotonic() - start) * 20)   # a second of the C program is a twentieth here


async def fetch(name, seconds):
    await asyncio.sleep(seconds / 20)
    print(f"{now()} s: {name} has answered")


async def main():
    tasks = [asyncio.create_task(fetch("far", 3), name="far"), asyncio.create_task(fetch("near", 1), name="near")]
    done, pending = await asyncio.wait(tasks, return_when=asyncio.FIRST_COMPLETED)
    print(f"{now()} s: we have an answer")
    await asyncio.sleep(5 / 20)
    print(f"{now()} s: the end")


asyncio.run(main())
