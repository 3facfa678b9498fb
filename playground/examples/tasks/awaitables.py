"""Awaits the three kinds of awaitables: a coroutine, a task, a future."""
import asyncio


async def work():
    await asyncio.sleep(1)
    return "done"


async def main():
    print("call:", await work())

    task = asyncio.create_task(work())
    print("task:", await task)

    loop = asyncio.get_running_loop()
    future = loop.create_future()
    loop.call_later(1, future.set_result, "done")
    print("future:", await future)


asyncio.run(main())
