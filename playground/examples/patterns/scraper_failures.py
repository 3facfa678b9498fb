"""Fetches four pages, of which three fail, each in its own way."""
import asyncio


async def get(url):
    """In place of the network."""
    if url == "http://nowhere.example/":
        await asyncio.sleep(0.3)
        raise ConnectionError("no such host")
    gone = url == "http://example.com/gone"
    slow = url == "http://example.com/archive"
    await asyncio.sleep(0.5 if gone else 60 if slow else 1)
    return 404 if gone else 200


async def fetch(url, connections):
    async with connections:
        print(f"Fetching {url}...")
        try:
            status = await asyncio.wait_for(get(url), timeout=10)
        except TimeoutError:
            return f"Timeout: {url}"
        except ConnectionError as error:
            return f"Exception for {url}: {error}"
        return f"Success: {url}" if status == 200 else f"Error {status}: {url}"


async def main():
    connections = asyncio.Semaphore(2)
    urls = [
        "http://example.com/news",
        "http://example.com/gone",
        "http://example.com/archive",
        "http://nowhere.example/",
    ]

    for result in await asyncio.gather(*[fetch(url, connections) for url in urls]):
        print(result)


asyncio.run(main())
