"""Makes items so slowly that consumers give up, one early, one at the end."""
import asyncio


async def producer(queue, name, start):
    await asyncio.sleep(start)
    for number in range(3):
        item = f"{name}-item-{number}"
        await queue.put(item)
        print(f"Produced: {item}")
        await asyncio.sleep(2.5)


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
        asyncio.create_task(producer(queue, "P1", 0)),
        asyncio.create_task(producer(queue, "P2", 1.25)),   # so an item comes every 1.25 s
    ]
    consumers = [
        asyncio.create_task(consumer(queue, "C1")),
        asyncio.create_task(consumer(queue, "C2")),
    ]

    await asyncio.gather(*producers)
    await queue.join()
    for task in consumers:
        task.cancel()                           # no effect: both have left


asyncio.run(main())
