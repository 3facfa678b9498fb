"""Awaits a coroutine: it runs inside its caller, which goes on with its result."""
import asyncio


async def work():
    return "done"


async def main():
    result = await work()
    print(result)


asyncio.run(main())
