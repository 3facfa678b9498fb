"""Takes a lock, sleeps, and begins again, without having let the lock go."""
import asyncio
from collections import deque
from time import monotonic


class RateLimiter:
    def __init__(self, rate, per):
        self.rate = rate
        self.per = per
        self.passed = deque()
        self.lock = asyncio.Lock()

    async def wait(self):
        async with self.lock:
            now = monotonic()
            while self.passed and now - self.passed[0] > self.per:
                self.passed.popleft()
            if len(self.passed) >= self.rate:
                await asyncio.sleep(self.per - (now - self.passed[0]))
                return await self.wait()        # waits for the lock, which this task holds
            self.passed.append(now)


async def fetch(limiter, number):
    await limiter.wait()
    print(f"Fetching https://api.example.com/item/{number}")
    await asyncio.sleep(0.1)


async def main():
    limiter = RateLimiter(rate=5, per=1.0)
    await asyncio.gather(*[fetch(limiter, number) for number in range(20)])


asyncio.run(main())
