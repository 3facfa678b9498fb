"""Gets Ctrl-C at 2.5 s, which nobody handles: main is cancelled, and ends its worker."""
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
    except KeyboardInterrupt:
        print("never printed")                  # it comes here as CancelledError
    finally:
        worker.cancel()
        await worker


asyncio.run(main())
