import asyncio
import threading


async def async_task(value):
    await asyncio.sleep(1)
    return value * 2


def thread_function(loop):
    future = asyncio.run_coroutine_threadsafe(async_task(21), loop)
    result = future.result(timeout=5)
    print(f"Thread got result: {result}")


async def main():
    loop = asyncio.get_running_loop()
    thread = threading.Thread(target=thread_function, args=(loop,))
    thread.start()
    await asyncio.sleep(2)   # the loop goes on
    thread.join()


asyncio.run(main())
