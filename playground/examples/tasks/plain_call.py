"""Awaits a coroutine: it runs inside its caller, which goes on with its result. (S2-05)"""
import asyncio


async def work():
    return "done"


async def main():
    result = await work()
    print(result)


asyncio.run(main())
