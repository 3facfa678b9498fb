"""A task takes the request to stop for an error that it can pass over (gh-116720 is its cousin). The twin of swallowed.c."""

import asyncio


async def main():
    saved = asked = False

    async def saver():
        nonlocal saved
        try:
            await asyncio.sleep(0)
        except BaseException:
            pass
        saved = True

    task = asyncio.create_task(saver())
    await asyncio.sleep(0)
    await asyncio.sleep(0)
    asked = not saved
    task.cancel()
    await asyncio.wait([task])
    assert not asked or not saved
