import asyncio


async def getter(name, queue):
    print(f"{name}: ok", await queue.get())


async def main():
    queue = asyncio.Queue(2)
    a = asyncio.create_task(getter("A", queue))
    b = asyncio.create_task(getter("B", queue))
    await asyncio.sleep(1)
    queue.put_nowait(1)
    print("main: ok", queue.get_nowait())
    queue.put_nowait(2)
    await asyncio.sleep(1)
    print("B waits" if not b.done() else "B is done")
    b.cancel()


asyncio.run(main())
