"""Takes five pages one at a time; each is made when it is asked for."""
import asyncio


async def paginate(pages, size):
    for number in range(1, pages + 1):
        await asyncio.sleep(0.5)                # as long as a call of the server takes
        yield {"page": number, "items": [f"item-{place}" for place in range(size)]}


async def main():
    async for page in paginate(pages=5, size=10):
        print(f"Page {page['page']}: {len(page['items'])} items")


asyncio.run(main())
