import asyncio
import time

start = time.monotonic()


def now():
    return round((time.monotonic() - start) * 20)   # a second of the C program is a twentieth here


async def work(name, seconds, breaks):
    try:
        await asyncio.sleep(seconds / 20)
    except asyncio.CancelledError:
        print(f"{now()} s: {name} is cancelled")
        raise
    print(f"{now()} s: {name} {'fails' if breaks else 'is done'}")
    if breaks:
        raise RuntimeError(f"{name} broke")


async def main():
    try:
        async with asyncio.TaskGroup() as children:
            children.create_task(work("Ann", 1, False), name="Ann")
            children.create_task(work("Ben", 2, True), name="Ben")
            children.create_task(work("Cleo", 3, False), name="Cleo")
    except* RuntimeError:
        print(f"{now()} s: the family is back: one failed")


asyncio.run(main())
