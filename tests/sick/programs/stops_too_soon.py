"""The worker looks at the flag before it looks at what is left. The twin of stops_too_soon.c."""

import asyncio


async def main():
    items, stop, handled = asyncio.Queue(), False, 0
    items.put_nowait(1)
    items.put_nowait(2)

    async def worker():
        nonlocal handled
        while not stop:
            if not items.empty():
                items.get_nowait()
                handled += 1
            await asyncio.sleep(0)

    task = asyncio.create_task(worker())
    for _ in range(3):
        await asyncio.sleep(0)
    stop = True
    await task
    assert handled == 2
