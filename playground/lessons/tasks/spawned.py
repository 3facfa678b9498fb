import asyncio
import time

start = time.monotonic()


def now():
    return time.monotonic() - start


async def fetch(page):
    print(f"{now():.0f} s: {page} is asked for")
    await asyncio.sleep(1)
    print(f"{now():.0f} s: {page} is here")


async def main():
    news = asyncio.create_task(fetch("news"))
    print(f"{now():.0f} s: spawned")
    await news
    print(f"{now():.0f} s: joined")


asyncio.run(main())
