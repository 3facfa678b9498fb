"""Passes ten items through a buffer for two; each side waits for the other's news."""
import asyncio


class Buffer:
    def __init__(self, size):
        self.items = []
        self.size = size
        self.changed = asyncio.Condition()

    async def put(self, item):
        async with self.changed:
            while len(self.items) >= self.size:
                await self.changed.wait()
            self.items.append(item)
            self.changed.notify()

    async def get(self):
        async with self.changed:
            while not self.items:
                await self.changed.wait()
            item = self.items.pop(0)
            self.changed.notify()
            return item


async def producer(buffer, name):
    for number in range(5):
        item = f"{name}-{number}"
        await buffer.put(item)
        print(f"Produced: {item}")
        await asyncio.sleep(0.1)


async def consumer(buffer, name):
    for _ in range(5):
        item = await buffer.get()
        print(f"{name} consumed: {item}")
        await asyncio.sleep(0.2)


async def main():
    buffer = Buffer(2)
    await asyncio.gather(
        producer(buffer, "P1"),
        producer(buffer, "P2"),
        consumer(buffer, "C1"),
        consumer(buffer, "C2"),
    )


asyncio.run(main())
