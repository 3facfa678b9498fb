"""A notify that comes before the wait is lost (gh-112202 is its cousin). The twin of lost_notify.c."""

import asyncio


async def main():
    news = asyncio.Condition()

    async def waiter():
        async with news:
            await news.wait()

    async def notifier():
        async with news:
            news.notify()

    async with asyncio.TaskGroup() as group:
        group.create_task(waiter())
        await asyncio.sleep(0)
        await asyncio.sleep(0)
        group.create_task(notifier())
