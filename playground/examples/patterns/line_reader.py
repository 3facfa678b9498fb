"""Reads lines as they come, until there is none: an iterator that says when it is over."""
import asyncio


class Reader:
    def __init__(self, lines):
        self.lines = iter(lines)

    async def readline(self):
        await asyncio.sleep(0.2)                # lines take their time
        return next(self.lines, "")

    def __aiter__(self):
        return self

    async def __anext__(self):
        line = await self.readline()
        if line == "":
            raise StopAsyncIteration
        return line


async def main():
    async for line in Reader(["warp", "weft", "selvedge"]):
        print(line)
    print("That was all.")


asyncio.run(main())
