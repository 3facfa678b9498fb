"""Asks which task runs now, and which are not done."""
import asyncio


async def nap(name):
    print(f"{name}: I am {asyncio.current_task().get_name()}")
    await asyncio.sleep(2)


def list_tasks():
    tasks = asyncio.all_tasks()
    print(f"{len(tasks)} unfinished:", *[task.get_name() for task in tasks])


async def main():
    asyncio.current_task().set_name("main")
    list_tasks()
    shorter = asyncio.create_task(nap("shorter"), name="shorter")
    longer = asyncio.create_task(nap("longer"), name="longer")

    await asyncio.sleep(0)                      # both have begun now
    list_tasks()
    await shorter
    await longer
    list_tasks()


asyncio.run(main())
