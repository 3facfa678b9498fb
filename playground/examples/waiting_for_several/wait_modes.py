"""Waits for three tasks: until one is done, one has failed, time is up, all are."""
import asyncio


async def work(name, seconds, fails=False):
    await asyncio.sleep(seconds)
    if fails:
        raise ValueError(f"{name} failed!")


def state(task):
    if not task.done():
        return "runs"
    return "failed" if task.exception() else "done"


def describe(mode, tasks):
    print(f"{mode}:", *[f"{task.get_name()} {state(task)}" for task in tasks])


async def main():
    tasks = [
        asyncio.create_task(work("A", 1), name="A"),
        asyncio.create_task(work("B", 2, fails=True), name="B"),
        asyncio.create_task(work("C", 3), name="C"),
    ]
    await asyncio.wait(tasks, return_when=asyncio.FIRST_COMPLETED)
    describe("first completed", tasks)
    await asyncio.wait(tasks, return_when=asyncio.FIRST_EXCEPTION)
    describe("first failed", tasks)
    await asyncio.wait(tasks, timeout=0.5)
    describe("half a second", tasks)
    await asyncio.wait(tasks)
    describe("all completed", tasks)


asyncio.run(main())
