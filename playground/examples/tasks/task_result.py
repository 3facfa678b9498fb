"""Makes a task of a coroutine, which takes a loop that runs, and awaits its result."""
import asyncio


async def work():
    return "done"


async def main(early):
    if early is None:
        print("Before the run, no task was made.")
    task = asyncio.create_task(work())
    result = await task
    print(result)


call = work()
try:
    early = asyncio.create_task(call)           # no loop runs yet: this is an error
except RuntimeError:
    early = None
    call.close()
asyncio.run(main(early))
