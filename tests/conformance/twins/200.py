import asyncio


async def getter(name, queue):
    try:
        print(f"{name}: ok", await queue.get())
    except asyncio.CancelledError:
        print(f"{name}: cancelled")
        raise


async def main():
    queue = asyncio.Queue(2)
    a = asyncio.create_task(getter("A", queue))
    b = asyncio.create_task(getter("B", queue))
    await asyncio.sleep(1)
    queue.put_nowait(1)
    a.cancel()
    await asyncio.sleep(1)
    print(f"inside: {queue.qsize()}; B waits: {'no' if b.done() else 'yes'}")
    print("A ends:", "cancelled" if a.cancelled() else "ok")


asyncio.run(main())
