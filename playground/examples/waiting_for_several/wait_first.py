"""Asks three at once, takes the first answer, and calls the others off."""
import asyncio


async def long_running(seconds, name):
    await asyncio.sleep(seconds)
    print(f"Task {name} finished.")
    return f"Result from {name}"


async def main():
    tasks = [
        asyncio.create_task(long_running(3, "A")),
        asyncio.create_task(long_running(1, "B")),
        asyncio.create_task(long_running(5, "C")),
    ]
    done, pending = await asyncio.wait(tasks, return_when=asyncio.FIRST_COMPLETED)

    print(f"Done tasks: {[task.result() for task in done]}")
    print(f"Pending tasks: {len(pending)}")
    for task in pending:
        task.cancel()


asyncio.run(main())
