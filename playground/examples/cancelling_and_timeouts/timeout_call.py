"""Gives a call two seconds, and cancels it when they have passed."""
import asyncio


async def slow_operation():
    await asyncio.sleep(10)


async def main():
    try:
        await asyncio.wait_for(slow_operation(), timeout=2.0)
    except TimeoutError:
        print("Timed out!")


asyncio.run(main())
