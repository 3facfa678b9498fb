"""The first failure is raised at once; the others run on."""
import asyncio


async def call(name, seconds, fails=False):
    try:
        await asyncio.sleep(seconds)
    except asyncio.CancelledError:
        print(name, "cancelled")
        raise
    print(name, "ok")
    if fails:
        raise ValueError(1)


async def main():
    try:
        await asyncio.gather(call("A", 1, True), call("B", 2))
    except ValueError as error:
        print("gather:", error)
    await asyncio.sleep(2)

asyncio.run(main())
