"""Cancels a task that waits for another one behind a shield: the other goes on."""
import asyncio


async def work():
    await asyncio.sleep(2)
    print("work: finished")
    return "done"


async def caller(work_task):
    try:
        print(f"caller: {await asyncio.shield(work_task)}")
    except asyncio.CancelledError:
        print("caller: cancelled, there is no result")
        raise


async def main():
    work_task = asyncio.create_task(work())
    task = asyncio.create_task(caller(work_task))

    await asyncio.sleep(1)
    task.cancel()
    try:
        await task
    except asyncio.CancelledError:
        pass

    print(f"main: the result is {await work_task}")


asyncio.run(main())
