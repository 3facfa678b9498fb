"""Waits for three pieces of work at once; their results come in the order of the calls."""
import asyncio


async def work(name, seconds):
    asyncio.current_task().set_name(name)
    print(f"{name}: started")
    await asyncio.sleep(seconds)
    print(f"{name}: finished")
    return name.lower()


async def main():
    result = await asyncio.gather(
        work("A", 2),
        work("B", 1),
        work("C", 3),
    )
    print(f"Result: {result}")


asyncio.run(main())
