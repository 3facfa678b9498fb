import asyncio


async def main():
    loop = asyncio.get_running_loop()
    queue = asyncio.Queue(2)
    loop.call_later(1, queue.put_nowait, 42)
    try:
        item = await asyncio.wait_for(queue.get(), 1)
    except TimeoutError:
        item = "lost for now"
        print("timed out: ", end="")
    print(f"the item is {item}, {queue.qsize()} are in the queue")


asyncio.run(main())
