import asyncio

state = 0


async def take(name, news):
    global state
    async with news:
        try:
            await news.wait_for(lambda: state > 0)
        except asyncio.CancelledError:
            print(f"{name}: cancelled")
            raise
        print(f"{name}: ok")
        state -= 1


async def main():
    global state
    news = asyncio.Condition()
    a = asyncio.create_task(take("A", news))
    b = asyncio.create_task(take("B", news))
    await asyncio.sleep(1)
    async with news:
        state = 1
        news.notify(1)
        a.cancel()
    await asyncio.sleep(1)
    print(f"B waits: {'no' if b.done() else 'yes'}; state {state}")


asyncio.run(main())
