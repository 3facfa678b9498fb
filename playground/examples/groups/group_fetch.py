"""Fetches three things in a group, which ends when all of them have."""
import asyncio


async def fetch_data(name, delay):
    print(f"Fetching {name}...")
    await asyncio.sleep(delay)
    return {"name": name, "data": f"Data from {name}"}


async def main():
    async with asyncio.TaskGroup() as group:
        tasks = [
            group.create_task(fetch_data("API 1", 2)),
            group.create_task(fetch_data("API 2", 1)),
            group.create_task(fetch_data("API 3", 3)),
        ]
    for task in tasks:
        print(task.result())


asyncio.run(main())
