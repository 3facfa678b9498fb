"""Hands items from two producers to two consumers through a queue for three."""
import asyncio


async def producer(queue, name):
    for number in range(5):
        item = f"{name}-item-{number}"
        await queue.put(item)
        print(f"Produced: {item}")
        await asyncio.sleep(0.5)


async def consumer(queue, name):
    while True:
        try:
            item = await asyncio.wait_for(queue.get(), timeout=2.0)
        except TimeoutError:
            print(f"{name} timed out, exiting")
            break
        print(f"{name} consumed: {item}")
        queue.task_done()
        await asyncio.sleep(0.1)


async def main():
    queue = asyncio.Queue(maxsize=3)
    producers = [
        asyncio.create_task(producer(queue, "P1")),
        asyncio.create_task(producer(queue, "P2")),
    ]
    consumers = [
        asyncio.create_task(consumer(queue, "C1")),
        asyncio.create_task(consumer(queue, "C2")),
    ]

    await asyncio.gather(*producers)
    await queue.join()                          # every item has been dealt with
    for task in consumers:
        task.cancel()


asyncio.run(main())
