"""Keeps a counter right although each increment waits in its middle."""
import asyncio


class Counter:
    def __init__(self):
        self.value = 0
        self.lock = asyncio.Lock()

    async def increment(self):
        async with self.lock:
            before = self.value
            await asyncio.sleep(0.5)            # without the lock, others would count here
            self.value = before + 1


async def worker(counter, name, times):
    asyncio.current_task().set_name(name)
    for _ in range(times):
        await counter.increment()
    print(f"{name} done")


async def main():
    counter = Counter()
    await asyncio.gather(
        worker(counter, "A", 2),
        worker(counter, "B", 2),
        worker(counter, "C", 2),
    )
    print(f"Final value: {counter.value}")


asyncio.run(main())
