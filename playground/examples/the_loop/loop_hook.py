"""Counts, before each turn of the loop, what is ready and which timers are set."""
import asyncio


class CountingLoop(asyncio.SelectorEventLoop):
    def _run_once(self):
        ready = len(self._ready)
        scheduled = len(self._scheduled)
        if ready or scheduled:
            print(f"Ready: {ready}, Scheduled: {scheduled}")
        super()._run_once()


async def nap(seconds):
    await asyncio.sleep(seconds)
    print(f"Task {seconds} done")


async def main():
    await asyncio.gather(
        nap(0.1),
        nap(0.2),
        nap(0.3),
    )


loop = CountingLoop()
try:
    loop.run_until_complete(main())
finally:
    loop.close()
