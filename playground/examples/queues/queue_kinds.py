"""Puts three numbers into each of three kinds of queue, and takes them out again."""
import asyncio


def show(title, queue):
    for number in [2, 3, 1]:
        queue.put_nowait(number)
    try:
        queue.put_nowait(4)
    except asyncio.QueueFull:
        print(f"{title}: full with {queue.qsize()}")

    print(f"{title}:", end="")
    try:
        while True:
            print("", queue.get_nowait(), end="")
    except asyncio.QueueEmpty:
        print(", and then empty")


async def main():
    show("oldest first", asyncio.Queue(maxsize=3))
    show("newest first", asyncio.LifoQueue(maxsize=3))
    show("smallest first", asyncio.PriorityQueue(maxsize=3))


asyncio.run(main())
