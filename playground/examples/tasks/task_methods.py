"""Asks tasks what they are called, whether they are done, and how they ended."""
import asyncio


async def work(seconds, fails=False):
    await asyncio.sleep(seconds)
    if fails:
        raise ValueError("no luck")
    return "done"


def describe(task):
    name = task.get_name()
    if not task.done():
        print(f"{name}: not done")
    elif task.cancelled():
        print(f"{name}: cancelled")
    elif task.exception():
        print(f"{name}: failed, {task.exception()}")
    else:
        print(f"{name}: result {task.result()!r}")


async def main():
    tasks = [asyncio.create_task(coro, name="task")
             for coro in [work(1), work(1, fails=True), work(60)]]
    for task, name in zip(tasks, ["good", "bad", "endless"]):
        task.set_name(name)

    def unwanted(task):
        print("never printed")

    tasks[0].add_done_callback(lambda task: print(f"callback: {task.get_name()} has ended"))
    tasks[0].add_done_callback(unwanted)
    tasks[0].remove_done_callback(unwanted)

    for task in tasks:
        describe(task)
    await asyncio.wait(tasks[:2])
    tasks[2].cancel()
    await asyncio.wait(tasks)
    for task in tasks:
        describe(task)


asyncio.run(main())
