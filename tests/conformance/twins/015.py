import asyncio


async def work():
    return 42


class Awaitable:
    def __await__(self):
        return work().__await__()


async def main():
    task = asyncio.create_task(work())
    print("a task stays as it is:", asyncio.ensure_future(task) is task)
    wrapped = asyncio.ensure_future(work())
    print("a coroutine becomes a task:", type(wrapped).__name__)
    print("an awaitable is wrapped:", await asyncio.ensure_future(Awaitable()))
    await asyncio.gather(task, wrapped)
    try:
        asyncio.ensure_future(42)
    except TypeError as error:
        print("TypeError:", error)


asyncio.run(main())
