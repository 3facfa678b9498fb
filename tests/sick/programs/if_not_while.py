"""A condition that is asked with if: another reader takes the letter first. The twin of if_not_while.c."""

import asyncio


async def main():
    news, letters = asyncio.Condition(), 0

    async def reader():
        nonlocal letters
        async with news:
            if letters == 0:
                await news.wait()
            letters -= 1
            assert letters >= 0

    async def post():
        nonlocal letters
        for _ in range(2):
            async with news:
                letters += 1
                news.notify()
            await asyncio.sleep(0)

    async with asyncio.TaskGroup() as group:
        group.create_task(reader())
        group.create_task(post())
        for _ in range(4):
            await asyncio.sleep(0)
        group.create_task(reader())
