"""A cancelled gather is over when the first of its calls is; a slower one is still cleaning up."""
import asyncio


async def call():
    try:
        await asyncio.sleep(9)
    except asyncio.CancelledError:
        print("A cancelled")
        raise


async def slow_to_stop():
    try:
        await asyncio.sleep(9)
    except asyncio.CancelledError:
        await asyncio.sleep(1)
        print("B stopped, clean-up ok")
        raise


async def gathers():
    try:
        await asyncio.gather(call(), slow_to_stop())
    except asyncio.CancelledError:
        print("gather: cancelled")
        raise


async def main():
    task = asyncio.create_task(gathers())
    await asyncio.sleep(1)
    task.cancel()
    try:
        await task
    except asyncio.CancelledError:
        pass
    await asyncio.sleep(2)

asyncio.run(main())
