"""Awaits a coroutine so that a cancel of the one who waits would not reach it."""
import asyncio


async def work():
    return "done"


async def main():
    try:
        result = await asyncio.shield(work())
    except asyncio.CancelledError:
        result = None
    print(f"Result: {result}")


asyncio.run(main())
