"""Waits for a call of an hour, first for a second at most, then for as long as it takes."""
import asyncio

HOUR = 3600


async def work():
    await asyncio.sleep(HOUR)
    return "done"


async def main():
    try:
        await asyncio.wait_for(work(), timeout=1.0)
    except TimeoutError:
        print("timeout!")

    print(await asyncio.wait_for(work(), timeout=None))


asyncio.run(main())
