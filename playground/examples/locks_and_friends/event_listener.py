"""Waits for an event in the background; main sets it a second later."""
import asyncio


async def listener(event):
    print("Waiting for event")
    await event.wait()
    print("Event processed")


async def main():
    event = asyncio.Event()
    handler = asyncio.create_task(listener(event))

    await asyncio.sleep(1)
    event.set()
    await handler


asyncio.run(main())
