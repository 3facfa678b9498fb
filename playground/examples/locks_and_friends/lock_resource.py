"""Adds to a number ten times; a lock lets one at a time do it."""
import asyncio


class Resource:
    def __init__(self):
        self.data = 0
        self.lock = asyncio.Lock()

    async def increment(self):
        async with self.lock:
            current = self.data
            await asyncio.sleep(0.1)
            self.data = current + 1


async def main():
    resource = Resource()
    await asyncio.gather(*[resource.increment() for _ in range(10)])
    print(f"Final value: {resource.data}")


asyncio.run(main())
