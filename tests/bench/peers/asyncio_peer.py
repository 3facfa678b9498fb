"""The same measurements in asyncio: sleep(0) and Queue(1).

Arguments and output as of ../switch.c.
"""

import asyncio
import sys
from time import perf_counter_ns


async def measure_yield(laps, count):
    """Two tasks yield in turns; the first keeps the time of both."""
    ns = []
    done = False

    async def timed():
        nonlocal done
        for _ in range(laps):
            start = perf_counter_ns()
            for _ in range(count // 2):
                await asyncio.sleep(0)
            ns.append((perf_counter_ns() - start) / (count // 2 * 2))
        done = True

    async def other():
        while not done:
            await asyncio.sleep(0)

    await asyncio.gather(timed(), other())
    return ns


async def measure_queue(laps, count):
    queue = asyncio.Queue(1)
    ns = []

    async def produce():
        for i in range(laps * count):
            await queue.put(i)

    async def consume():
        for _ in range(laps):
            start = perf_counter_ns()
            for _ in range(count):
                await queue.get()
            ns.append((perf_counter_ns() - start) / count)

    await asyncio.gather(produce(), consume())
    return ns


def main(what="yield", laps="100", count="20000"):
    measure = measure_queue if what == "queue" else measure_yield
    for ns in asyncio.run(measure(int(laps), int(count))):
        print(f"{ns:.2f}")


main(*sys.argv[1:])
