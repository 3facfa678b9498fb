"""The measurements of ../tasks.c in asyncio. Arguments and output as there."""

import asyncio
import sys
from time import perf_counter_ns

CALLS, DEADLINES, CROWD, CROWD_SLOTS, STEPS, MOST_LAPS = 1000, 1000, 10000, 10, 20000, 5


async def nothing():
    pass


async def yield_once():
    await asyncio.sleep(0)


async def spawn(laps, count):
    async def lap():
        for _ in range(count):
            await asyncio.create_task(nothing())

    return await timed(lap, laps, count)


async def gather(laps, count):
    async def lap():
        for _ in range(0, count, CALLS):
            await asyncio.gather(*(yield_once() for _ in range(CALLS)))

    return await timed(lap, laps, count)


async def completed(laps, count):
    async def lap():
        for _ in range(0, count, CALLS):
            for next_one in asyncio.as_completed([yield_once() for _ in range(CALLS)]):
                await next_one

    return await timed(lap, laps, count)


async def timeout(laps, count):
    sleepers = [asyncio.create_task(asyncio.sleep(100 + i)) for i in range(DEADLINES)]
    await asyncio.sleep(0)

    async def lap():
        for i in range(count):
            async with asyncio.timeout(10 + i % 100):
                await asyncio.sleep(0)

    ns = await timed(lap, laps, count)
    for sleeper in sleepers:
        sleeper.cancel()
    return ns


async def lock(laps, count):
    held = asyncio.Lock()
    done = False

    async def other():
        async with held:
            while not done:
                held.release()
                await held.acquire()

    async def lap():
        for _ in range(count // 2):
            held.release()
            await held.acquire()

    await held.acquire()
    task = asyncio.create_task(other())
    await asyncio.sleep(0)
    ns = await timed(lap, laps, count)
    done = True
    held.release()
    await task
    return ns


async def crowd(laps, count):
    queue = asyncio.Queue(CROWD_SLOTS)

    async def fill():
        while True:
            await queue.put(1)

    async def lap():
        for _ in range(count):
            await queue.get()

    tasks = [asyncio.create_task(fill()) for _ in range(CROWD)]
    ns = await timed(lap, laps, count)
    for task in tasks:
        task.cancel()
    return ns


async def timed(lap, laps, count):
    ns = []
    for _ in range(laps):
        start = perf_counter_ns()
        await lap()
        ns.append((perf_counter_ns() - start) / count)
    return ns


async def scale(tasks):
    lives, yields = [], []
    for _ in range(max(STEPS // tasks, 1)):
        start = perf_counter_ns()
        async with asyncio.TaskGroup() as group:
            for _ in range(tasks):
                group.create_task(nothing())
        lives.append((perf_counter_ns() - start) / tasks)
    done = False

    async def other():
        while not done:
            await asyncio.sleep(0)

    async with asyncio.TaskGroup() as group:
        for _ in range(1, tasks):
            group.create_task(other())
        await asyncio.sleep(0)
        turns = max(STEPS // tasks, 1)
        for _ in range(MOST_LAPS):
            start = perf_counter_ns()
            for _ in range(turns):
                await asyncio.sleep(0)
            yields.append((perf_counter_ns() - start) / turns / tasks)
        done = True
    for name, numbers in ("life", lives[:100]), ("yield", yields):
        print(name, *(f"{ns:.1f}" for ns in numbers))


def main(what, laps="100", count="1000"):
    if what == "scale":
        asyncio.run(scale(int(laps)))
        return
    measure = {f.__name__: f for f in (spawn, gather, completed, timeout, lock, crowd)}[what]
    for ns in asyncio.run(measure(int(laps), int(count))):
        print(f"{ns:.2f}")


main(*sys.argv[1:])
