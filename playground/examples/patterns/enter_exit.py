"""Does something before a body and something after it, also when the body fails."""
import asyncio


class Context:
    async def __aenter__(self):
        print("entering context")

    async def __aexit__(self, kind, error, trace):
        print("exiting context")


async def body(fails):
    await asyncio.sleep(1)
    if fails:
        raise ValueError("this one fails")
    print("body")


async def main():
    async with Context():
        await body(False)

    try:
        async with Context():
            await body(True)
    except ValueError as error:
        print(f"Caught: {error}")


asyncio.run(main())
