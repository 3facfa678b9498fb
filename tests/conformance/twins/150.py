"""A group inside a group."""
import asyncio


async def fails(kind, text):
    await asyncio.sleep(1)
    print(text, "ok")
    raise kind(f"{text} failed")


async def inner_group():
    async with asyncio.TaskGroup() as inner:
        inner.create_task(fails(ValueError, "A"))
        inner.create_task(fails(KeyError, "B"))


async def main():
    try:
        async with asyncio.TaskGroup() as outer:
            outer.create_task(inner_group())
    except* Exception as errors:
        print("outer:", errors)
        for error in errors.exceptions:
            print(repr(error))

asyncio.run(main())
