"""Fetches thirty pages, ten at a time, and gives each ten seconds."""
import asyncio


async def get(url):
    """A pretended network: page 1 takes one second, page 2 two, page 3 three."""
    await asyncio.sleep(int(url.split("/")[-1]))
    return 200


async def fetch(url, connections):
    async with connections:
        print(f"Fetching {url}...")
        try:
            status = await asyncio.wait_for(get(url), timeout=10)
        except TimeoutError:
            return f"Timeout: {url}"
        return f"Success: {url}" if status == 200 else f"Error {status}: {url}"


async def main():
    connections = asyncio.Semaphore(10)
    urls = [f"http://example.com/delay/{page}" for page in range(1, 4)] * 10

    for result in await asyncio.gather(*[fetch(url, connections) for url in urls]):
        print(result)


asyncio.run(main())
