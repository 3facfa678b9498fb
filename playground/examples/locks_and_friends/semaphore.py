"""Sends ten requests, never more than three at a time."""
import asyncio


async def fetch(url, slots):
    async with slots:
        print(f"Fetching {url}")
        await asyncio.sleep(1)                  # the network
        return f"Response from {url}"


async def main():
    slots = asyncio.Semaphore(3)
    urls = [f"https://api.example.com/{number}" for number in range(10)]

    for response in await asyncio.gather(*[fetch(url, slots) for url in urls]):
        print(response)


asyncio.run(main())
