"""Asks three servers at once: they answer in their own order, the results stand in ours."""
import asyncio

SECONDS = {                                     # until each server answers: a pretended network
    "https://warp.example": 0.3,
    "https://weft.example": 0.1,
    "https://loom.example": 0.2,
}


async def get(url):
    await asyncio.sleep(SECONDS[url])
    return 200


async def fetch(url):
    status = await get(url)
    print(f"Fetched {url} with status {status}")
    return status


async def main():
    results = await asyncio.gather(*[fetch(url) for url in SECONDS])
    print(f"All results: {results}")


asyncio.run(main())
