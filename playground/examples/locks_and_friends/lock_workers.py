"""Counts to a thousand with ten workers, who take turns at a lock."""
import asyncio


class Counter:
    def __init__(self):
        self.lock = asyncio.Lock()
        self.value = 0

    async def increment(self):
        async with self.lock:
            current = self.value                # read, wait, write: nobody may come between
            await asyncio.sleep(0.01)
            self.value = current + 1


async def worker(counter):
    for _ in range(100):
        await counter.increment()


async def main():
    counter = Counter()
    await asyncio.gather(*[worker(counter) for _ in range(10)])
    print(f"Final counter value: {counter.value}")


asyncio.run(main())
