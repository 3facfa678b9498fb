import asyncio
import time

start = time.monotonic()


def now():
    return round((time.monotonic() - start) * 20)   # a second of the C program is a twentieth here


async def bake(belt):
    for bread in range(1, 5):
        await belt.put(bread)
        print(f"{now()} s: bread {bread} is on the belt")


async def pack(belt):
    for _ in range(4):
        await asyncio.sleep(1 / 20)
        await belt.get()


async def main():
    belt = asyncio.Queue(2)
    async with asyncio.TaskGroup() as bakery:
        bakery.create_task(bake(belt), name="baker")
        bakery.create_task(pack(belt), name="packer")


asyncio.run(main())
