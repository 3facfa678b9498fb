"""Puts a deadline around a stretch of code, which may hold several calls."""
import asyncio


async def slow_operation():
    await asyncio.sleep(4)
    await asyncio.sleep(6)


async def main():
    try:
        async with asyncio.timeout(2):
            await slow_operation()
    except TimeoutError:
        print("Operation timed out!")


asyncio.run(main())
