import asyncio


async def fail_in_clean_up():
    try:
        await asyncio.sleep(10)
    except asyncio.CancelledError:
        print("told: cancelled")
        raise SystemExit(9)


async def main():
    task = asyncio.create_task(fail_in_clean_up())
    await asyncio.sleep(0)
    task.cancel()
    try:
        await task
        print("the run goes on")
    except SystemExit as error:
        print("the task ended with", error.code)
    except asyncio.CancelledError:
        print("main is cancelled: the run ends")
        raise


try:
    asyncio.run(main())
except SystemExit as error:
    print("the run ended with", error.code)
