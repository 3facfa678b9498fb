"""Starts five tasks of different lengths, and takes each result as it comes."""
import asyncio

LENGTHS = [2, 0.5, 3, 1.25, 1.25]               # in place of random ones


async def work(name, seconds):
    print(f"Task {name} started, will take {seconds:.2f}s")
    await asyncio.sleep(seconds)
    return f"Task {name} is done!"


async def main():
    calls = [work(f"T{number}", seconds) for number, seconds in enumerate(LENGTHS)]
    for earliest in asyncio.as_completed(calls):
        print(f"Received result: {await earliest!r}")


asyncio.run(main())
