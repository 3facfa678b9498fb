import asyncio
import time

start = time.monotonic()


async def boil(seconds, what):
    # a tenth of the time of the C program, which has a clock of its own
    print(f"{(time.monotonic() - start) * 10:.0f} s: {what} begins")
    await asyncio.sleep(seconds / 10)
    print(f"{(time.monotonic() - start) * 10:.0f} s: {what} is done")


async def main():
    await boil(3, "tea")
    await boil(1, "egg")
    await boil(2, "rice")


asyncio.run(main())
