"""A fatal error of the body goes out bare; the failure of a child is dropped."""
import asyncio


async def slow_to_stop():
    try:
        await asyncio.sleep(9)
    except asyncio.CancelledError:
        await asyncio.sleep(1)
        print("A stopped, clean-up ok")
        raise ValueError("A failed")


async def main():
    try:
        async with asyncio.TaskGroup() as group:
            group.create_task(slow_to_stop())
            await asyncio.sleep(1)
            raise SystemExit(3)
    except BaseException as error:
        print("with:", repr(error))

asyncio.run(main())
