import asyncio


async def main():
    loop = asyncio.get_running_loop()
    loop.call_later(0.01, print, "timer")
    loop.call_soon(print, "soon")
    print("first")
    print("second")
    await asyncio.sleep(0.02)
    print("main again")


asyncio.run(main())
