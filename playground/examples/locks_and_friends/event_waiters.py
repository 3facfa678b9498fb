"""Wakes two waiting tasks with one event."""
import asyncio


async def waiter(event, name):
    print(f"{name} waiting for event...")
    await event.wait()
    print(f"{name} got the event!")


async def setter(event):
    await asyncio.sleep(2)
    print("Setting event!")
    event.set()


async def main():
    event = asyncio.Event()
    await asyncio.gather(
        waiter(event, "Task 1"),
        waiter(event, "Task 2"),
        setter(event),
    )


asyncio.run(main())
