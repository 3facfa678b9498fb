"""Fetches three users: first comes the status, then the text, which is read as JSON."""
import asyncio
import json


class Response:
    """What a pretended network answers."""

    def __init__(self, text):
        self.status = 200
        self.text = text

    async def json(self):
        await asyncio.sleep(0.1)                # until all of the text is there
        return json.loads(self.text)


async def get(url):
    await asyncio.sleep(0.2)                    # until the server answers
    return Response(json.dumps({"name": url.split("/")[-1], "looms": 2}))


async def fetch(url):
    response = await get(url)
    return {"url": url, "status": response.status, "user": await response.json()}


async def main():
    urls = [f"https://api.example.com/users/{name}" for name in ["ada", "grace", "joseph"]]
    for result in await asyncio.gather(*[fetch(url) for url in urls]):
        print(f"{result['url']}: {result['status']}, {result['user']['looms']} looms")


asyncio.run(main())
