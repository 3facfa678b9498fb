"""Makes a task of a coroutine, and awaits its result. (S2-06a)"""
import asyncio


async def work():
    return "done"


async def main():
    task = asyncio.create_task(work())
    result = await task
    print(result)


asyncio.run(main())
