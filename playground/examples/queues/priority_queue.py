"""Takes the most urgent item first, whatever the order they came in."""
import asyncio


async def producer(queue):
    orders = [
        (3, "low priority"),
        (1, "high priority"),
        (2, "medium priority"),
    ]
    for priority, item in orders:
        await queue.put((priority, item))
        print(f"Added: {item} (priority {priority})")


async def consumer(queue):
    while not queue.empty():
        priority, item = await queue.get()
        print(f"Processing: {item} (priority {priority})")
        await asyncio.sleep(0.5)
        queue.task_done()


async def main():
    queue = asyncio.PriorityQueue()
    await producer(queue)
    await consumer(queue)


asyncio.run(main())
