"""Takes the results of three coroutines in the order in which they come."""
import asyncio


async def work(name, seconds):
    print(f"{name}: started")
    await asyncio.sleep(seconds)
    print(f"{name}: finished")
    return name.lower()


async def main():
    calls = [work("A", 2), work("B", 1), work("C", 3)]
    for earliest in asyncio.as_completed(calls):
        print(await earliest)


asyncio.run(main())
