"""Keeps a counter right although each increment waits in its middle."""
import asyncio


class Counter:
    def __init__(self):
        self.value = 0
        self.lock = asyncio.Lock()

    async def increment(self):
        async with self.lock:
            before = self.value
            await asyncio.sleep(0.01)           # without the lock, others would count here
            self.value = before + 1


async def worker(counter, name, times):
    for _ in range(times):
        await counter.increment()
    print(f"{name} done")


async def main():
    counter = Counter()
    await asyncio.gather(
        worker(counter, "A", 100),
        worker(counter, "B", 100),
        worker(counter, "C", 100),
    )
    print(f"Final value: {counter.value}")


asyncio.run(main())
