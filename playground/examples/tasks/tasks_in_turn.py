"""Starts three tasks and waits for each in turn: three seconds together."""
import asyncio


async def work(name, seconds):
    print(f"{name}: started")
    await asyncio.sleep(seconds)
    print(f"{name}: finished")


async def main():
    a = asyncio.create_task(work("A", 2))
    b = asyncio.create_task(work("B", 1))
    c = asyncio.create_task(work("C", 3))

    await a
    await b
    await c


loop = asyncio.new_event_loop()                 # what asyncio.run does, written out
try:
    loop.run_until_complete(main())
finally:
    loop.close()
