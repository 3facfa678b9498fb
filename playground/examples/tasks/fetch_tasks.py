"""Starts two downloads, does something else, and then waits for both."""
import asyncio


async def fetch_data(name, delay):
    print(f"Fetching {name}...")
    await asyncio.sleep(delay)
    return {"name": name, "data": f"Data from {name}"}


async def main():
    task1 = asyncio.create_task(fetch_data("API 1", 2))
    task2 = asyncio.create_task(fetch_data("API 2", 1))

    print("Tasks are running...")               # or will: they begin when main waits
    result1 = await task1
    result2 = await task2
    print(result1, result2)


asyncio.run(main())
