"""Shares twenty naps among three workers: who is free takes the next one."""
import asyncio
import time

NAPS = [                                        # in place of random ones
    0.26, 0.89, 0.98, 0.41, 0.59, 0.91, 0.53, 0.09, 0.11, 0.87,
    0.86, 0.21, 0.89, 0.53, 0.11, 0.23, 0.86, 0.53, 0.82, 0.10,
]


async def worker(queue, name):
    while True:
        seconds = await queue.get()
        await asyncio.sleep(seconds)
        queue.task_done()
        print(f"{name} has slept for {seconds:.2f} seconds")


async def main():
    queue = asyncio.Queue()
    for seconds in NAPS:
        queue.put_nowait(seconds)
    workers = [asyncio.create_task(worker(queue, f"worker-{number}")) for number in range(3)]

    start = time.monotonic()
    await queue.join()
    slept = time.monotonic() - start
    for task in workers:
        task.cancel()                           # they wait for more, and there is none
    await asyncio.gather(*workers, return_exceptions=True)

    print("====")
    print(f"{len(workers)} workers slept in parallel for {slept:.2f} seconds")
    print(f"total expected sleep time: {sum(NAPS):.2f} seconds")


asyncio.run(main())
