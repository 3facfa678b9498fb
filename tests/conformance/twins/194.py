import asyncio


async def meet(name, barrier):
    try:
        print(f"{name}: ok", await barrier.wait())
    except asyncio.BrokenBarrierError:
        print(f"{name}: broken")


async def main():
    barrier = asyncio.Barrier(3)
    asyncio.create_task(meet("a", barrier))
    asyncio.create_task(meet("b", barrier))
    await asyncio.sleep(1)
    await barrier.wait()
    await barrier.reset()
    asyncio.create_task(meet("late", barrier))
    await asyncio.sleep(1)
    print("waiting:", barrier.n_waiting)


asyncio.run(main())
