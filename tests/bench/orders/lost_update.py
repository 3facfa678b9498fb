"""The twin of lost_update.c under detangle: prints how many orders a second."""

import asyncio
import sys
import time

import detangle


async def main():
    balance = {"value": 0}

    async def deposit():
        seen = balance["value"]
        await asyncio.sleep(0)
        balance["value"] = seen + 1

    await asyncio.gather(deposit(), deposit())
    return balance["value"]


runs = int(sys.argv[1])
started = time.perf_counter()
stats = detangle.explore(main, runs=runs, strategy="random", seed=1)
print(stats.runs / (time.perf_counter() - started))
