import asyncio
import signal


def handler(name):
    print(f"{name}, in {asyncio.current_task() or 'no task'}")


async def main():
    loop = asyncio.get_running_loop()
    loop.add_signal_handler(signal.SIGINT, handler, "first")
    loop.add_signal_handler(signal.SIGINT, handler, "second")
    await asyncio.sleep(1)
    print("removed:", loop.remove_signal_handler(signal.SIGINT))
    print("removed once more:", loop.remove_signal_handler(signal.SIGINT))


asyncio.run(main())
