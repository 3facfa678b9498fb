import asyncio
import time

start = time.monotonic()


def now():
    return round((time.monotonic() - start) * 20)   # a second of the C program is a twentieth here


async def answer():
    try:
        await asyncio.sleep(5 / 20)
    except asyncio.CancelledError:
        print(f"{now()} s: the answer is called off")
        raise


async def ask():
    print(f"{now()} s: asked")
    try:
        await asyncio.wait_for(answer(), 2 / 20)
        print(f"{now()} s: answered")
    except TimeoutError:
        print(f"{now()} s: no answer in time")


asyncio.run(ask())
