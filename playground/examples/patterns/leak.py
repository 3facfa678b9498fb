"""Opens sessions with a scope and without, and counts those that stay open after a failure.
"""
import asyncio


class Session:
    open = 0

    async def __aenter__(self):
        await asyncio.sleep(0.5)
        Session.open += 1
        return self

    async def __aexit__(self, *error):
        Session.open -= 1
        await asyncio.sleep(0.1)

    async def get(self, url):
        await asyncio.sleep(0.4)
        raise LookupError(f"{url} is not there")


async def good():
    async with Session() as session:
        await session.get("/index.html")


async def bad():
    session = await Session().__aenter__()
    await session.get("/index.html")            # leaves here, and nobody closes
    await session.__aexit__()


async def main():
    try:
        await good()
    except LookupError as error:
        print(f"with a scope: {error}; open: {Session.open}")
    try:
        await bad()
    except LookupError as error:
        print(f"without one: {error}; open: {Session.open}")


asyncio.run(main())
