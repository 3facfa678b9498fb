"""Lets five calls pass a second: the sixth waits until the first is a second ago."""
import asyncio
from collections import deque
from time import monotonic


class RateLimiter:
    def __init__(self, rate, per):
        self.per = per
        self.passed = deque(maxlen=rate)        # when the last ones did
        self.lock = asyncio.Lock()

    async def wait(self):
        async with self.lock:
            if len(self.passed) == self.passed.maxlen:
                await asyncio.sleep(self.passed[0] + self.per - monotonic())
            self.passed.append(monotonic())


async def fetch(limiter, number):
    await limiter.wait()
    print(f"Fetching https://api.example.com/item/{number}")
    await asyncio.sleep(0.1)


async def main():
    limiter = RateLimiter(rate=5, per=1.0)
    await asyncio.gather(*[fetch(limiter, number) for number in range(20)])


asyncio.run(main())
