import asyncio


async def take(lock):
    async with lock:
        print("waiter: has it")


async def main():
    lock = asyncio.Lock()
    await lock.acquire()
    task = asyncio.create_task(take(lock))
    await asyncio.sleep(1)
    lock.release()
    print("released: locked is", str(lock.locked()).lower())
    await task
    print("the waiter is done: locked is", str(lock.locked()).lower())


asyncio.run(main())
