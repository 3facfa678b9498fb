"""Gives the main coroutine its arguments, and takes its result when the run is over."""
import asyncio
import sys


async def work(a, b, c):
    print(f"{a} + {b} + {c}")
    await asyncio.sleep(1)
    result = a + b + c
    print(f"= {result}")
    return result


sys.exit(asyncio.run(work(1, 2, 3)))            # the sum becomes the exit code: 6
