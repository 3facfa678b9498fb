"""Ends two consumers with one last item, which each passes on to the next."""
import asyncio

END = None


async def producer(queue):
    for number in range(10):
        item = f"item-{number}"
        await queue.put(item)
        print(f"Produced {item}")
        await asyncio.sleep(0.5)
    await queue.put(END)


async def consumer(queue, name):
    while True:
        item = await queue.get()
        if item is END:
            queue.put_nowait(END)               # for the others
            break
        print(f"{name} processing {item}")
        await asyncio.sleep(1)
        queue.task_done()


async def main():
    queue = asyncio.Queue(maxsize=5)
    await asyncio.gather(
        producer(queue),
        consumer(queue, "Consumer 1"),
        consumer(queue, "Consumer 2"),
    )


asyncio.run(main())
