"""A call that is cancelled is a failure; the others run on."""
import asyncio


async def cancels_itself():
    asyncio.current_task().cancel()
    await asyncio.sleep(1)


async def call():
    await asyncio.sleep(2)
    print("B ok")


async def main():
    try:
        await asyncio.gather(cancels_itself(), call())
    except asyncio.CancelledError:
        print("gather: cancelled, asked", asyncio.current_task().cancelling(), "times")
    await asyncio.sleep(2)

asyncio.run(main())
