"""Waits for a condition that nobody ever notifies."""
import asyncio


async def main():
    condition = asyncio.Condition()
    async with condition:
        print("Waiting, with nobody else here")
        await condition.wait()
        print("never printed")


asyncio.run(main())
