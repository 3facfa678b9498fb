"""Runs a main coroutine, in which a second run is refused: one loop at a time."""
import asyncio


async def inner():
    print("never printed")


async def main():
    await asyncio.sleep(1)
    print("hello")

    call = inner()
    try:
        asyncio.run(call)
    except RuntimeError:
        call.close()
        print("A run inside a run is refused.")


asyncio.run(main())
