import asyncio


async def take(name, lock):
    try:
        await lock.acquire()
    except asyncio.CancelledError:
        print(f"{name}: cancelled")
        raise
    print(f"{name}: has it")
    lock.release()


async def main():
    lock = asyncio.Lock()
    await lock.acquire()
    a = asyncio.create_task(take("A", lock))
    b = asyncio.create_task(take("B", lock))
    await asyncio.sleep(1)
    lock.release()
    a.cancel()
    await asyncio.wait([a, b])
    print("A ends:", "cancelled" if a.cancelled() else "ok")
    print("B ends:", "cancelled" if b.cancelled() else "ok")


asyncio.run(main())
