"""Sleeps, and gets a value from it: what sleep was given as its second argument."""
import asyncio


async def main():
    result = await asyncio.sleep(1, "done")
    print(result)


asyncio.run(main())
