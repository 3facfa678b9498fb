"""Bridges code that calls back, and tasks that wait: with a future."""
import asyncio


async def watcher(future):
    print(f"watcher: {await asyncio.shield(future):.1f} degrees")


async def display(future):
    print("display:", "done" if future.done() else "not done yet")
    print(f"display: {await asyncio.shield(future):.1f} degrees")


async def main():
    loop = asyncio.get_running_loop()
    future = loop.create_future()
    loop.call_later(1, future.set_result, 21.5)     # a thermometer that calls back
    await asyncio.gather(watcher(future), display(future))


asyncio.run(main())
