import asyncio


async def work():
    print("A begins")
    print("A ends")


async def main():
    call = work()
    await call
    try:
        await call
    except RuntimeError as error:
        print("RuntimeError:", error)


asyncio.run(main())
