import asyncio


async def take(lock):
    await lock.acquire()
    print("A: has it")
    await asyncio.sleep(1)


async def main():
    lock = asyncio.Lock()
    try:
        lock.release()
    except RuntimeError as error:
        print("release of a free lock:", error)
    asyncio.create_task(take(lock))
    await asyncio.sleep(0)
    lock.release()
    print("release of A's lock by main: ok")


asyncio.run(main())
