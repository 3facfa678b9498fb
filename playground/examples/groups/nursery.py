"""Is a parent of two children, and does not leave before they have; Trio calls it a nursery."""
import asyncio


async def child1():
    print(" child1: started! sleeping now...")
    await asyncio.sleep(1)
    print(" child1: exiting!")


async def child2():
    print(" child2: started! sleeping now...")
    await asyncio.sleep(1)
    print(" child2: exiting!")


async def parent():
    print("parent: started!")
    async with asyncio.TaskGroup() as nursery:
        print("parent: spawning child1...")
        nursery.create_task(child1())
        print("parent: spawning child2...")
        nursery.create_task(child2())

        print("parent: waiting for children to finish...")
    print("parent: all done!")


asyncio.run(parent())
