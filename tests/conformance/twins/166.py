import asyncio


async def take(name, permits):
    try:
        await permits.acquire()
    except asyncio.CancelledError:
        print(f"{name}: cancelled")
        raise
    print(f"{name}: has one")


async def main():
    permits = asyncio.Semaphore(0)
    a = asyncio.create_task(take("A", permits))
    b = asyncio.create_task(take("B", permits))
    await asyncio.sleep(1)
    permits.release()
    a.cancel()
    await asyncio.sleep(1)
    print(f"B waits: {'no' if b.done() else 'yes'}; free: {permits._value}")
    print("A ends:", "cancelled" if a.cancelled() else "ok")


asyncio.run(main())
