"""A group drops its tasks when they end; who holds one still has its result."""
import asyncio


async def child():
    print("A ok")


async def main():
    async with asyncio.TaskGroup() as group:
        tasks = [group.create_task(child()) for _ in range(3)]
        await asyncio.sleep(1)
        print("the group holds", len(group._tasks))
        print("a task that is held:", tasks[0].result())

asyncio.run(main())
