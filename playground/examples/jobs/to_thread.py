import asyncio
import time


def work():
    print("Work started")
    time.sleep(2)   # blocks
    print("Work done")


async def main():
    print("Started main")
    await asyncio.gather(asyncio.to_thread(work), asyncio.sleep(1))
    print("Finished main")


asyncio.run(main())
