import asyncio
import time


def get(address):
    time.sleep(0.8)   # a library that blocks until the answer is there
    return 200


async def tick():
    for _ in range(3):
        await asyncio.sleep(0.3)
        print("the loop goes on")


async def main():
    loop = asyncio.get_running_loop()
    ticking = asyncio.create_task(tick())
    status = await loop.run_in_executor(None, get, "https://www.python.org")
    print(f"Blocking request finished with status: {status}")
    await ticking


asyncio.run(main())
