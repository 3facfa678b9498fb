"""Lets a worker run for ten seconds, then cancels it and waits until it has ended."""
import asyncio


async def infinite_worker():
    try:
        while True:
            print("Worker is running...")
            await asyncio.sleep(1)
    except asyncio.CancelledError:
        print("Worker was cancelled.")


async def main():
    worker = asyncio.create_task(infinite_worker())
    try:
        await asyncio.sleep(10)
    finally:
        worker.cancel()
        await worker


asyncio.run(main())
