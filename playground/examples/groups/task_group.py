"""Runs three tasks as one: the first to fail ends the others."""
import asyncio


async def step(name, seconds, fails=False):
    await asyncio.sleep(seconds)
    if fails:
        raise ValueError(f"{name} failed!")
    return f"{name} done"


async def main():
    try:
        async with asyncio.TaskGroup() as group:
            group.create_task(step("A", 1))
            group.create_task(step("B", 2))
            group.create_task(step("C", 0.5, fails=True))
    except* ValueError as failures:
        for error in failures.exceptions:
            print(f"Caught: {error}")


asyncio.run(main())
