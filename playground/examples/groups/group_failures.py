"""Catches the failures of a group, each with its text."""
import asyncio


async def might_fail(number):
    await asyncio.sleep(1)
    if number == 2:
        raise ValueError(f"Task {number} failed!")


async def main():
    try:
        async with asyncio.TaskGroup() as group:
            for number in range(1, 4):
                group.create_task(might_fail(number))
    except* ValueError as failures:
        for error in failures.exceptions:
            print(f"Caught: {error}")


asyncio.run(main())
