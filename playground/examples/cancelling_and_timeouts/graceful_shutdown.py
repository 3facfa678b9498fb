"""Lets the workers clean up when the program is told to stop."""
import asyncio
import signal


async def worker(name):
    try:
        while True:
            print(f"{name} working...")
            await asyncio.sleep(1)
    except asyncio.CancelledError:
        print(f"{name} cancelled, cleaning up...")
        await asyncio.sleep(0.5)                # cancelled once, so this wait is a plain one
        print(f"{name} cleanup done")
        raise


async def main():
    loop = asyncio.get_running_loop()
    workers = [
        asyncio.create_task(worker("Worker-1")),
        asyncio.create_task(worker("Worker-2")),
    ]

    def shutdown():
        print("\nShutdown requested...")
        for task in workers:
            task.cancel()

    loop.add_signal_handler(signal.SIGINT, shutdown)
    loop.add_signal_handler(signal.SIGTERM, shutdown)

    try:
        await asyncio.gather(*workers)
    except asyncio.CancelledError:
        print("All tasks cancelled")


asyncio.run(main())
