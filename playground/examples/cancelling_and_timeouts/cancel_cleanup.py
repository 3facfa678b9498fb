"""Cancels a task, which cleans up and passes the cancellation on."""
import asyncio


async def endless_task():
    try:
        while True:
            print("Working...")
            await asyncio.sleep(1)
    except asyncio.CancelledError:
        print("Task was cancelled!")
        raise                                   # else it would count as an ordinary end


async def main():
    task = asyncio.create_task(endless_task())

    await asyncio.sleep(3)
    task.cancel()

    try:
        await task
    except asyncio.CancelledError:
        print("Main: Task cancelled successfully")


asyncio.run(main())
