import asyncio


async def putter(name, queue, item):
    try:
        await queue.put(item)
        print(f"{name}: ok")
    except asyncio.CancelledError:
        print(f"{name}: cancelled")
        raise


async def main():
    queue = asyncio.Queue(2)
    queue.put_nowait(1)
    queue.put_nowait(2)
    a = asyncio.create_task(putter("A", queue, 3))
    b = asyncio.create_task(putter("B", queue, 4))
    await asyncio.sleep(1)
    queue.get_nowait()
    a.cancel()
    await asyncio.sleep(1)
    print(f"B waits: {'no' if b.done() else 'yes'}")
    print("A ends:", "cancelled" if a.cancelled() else "ok")
    print("inside:", queue.get_nowait(), queue.get_nowait())


asyncio.run(main())
