import asyncio
import os


async def write_log():
    with open("server.log", "a", buffering=1) as log:
        for piece in ("server ", "starts\n", "a visitor\n", "server stops\n"):
            await asyncio.sleep(0.25)
            await asyncio.to_thread(log.write, piece)
            await asyncio.to_thread(log.flush)


async def follow(file, seconds):
    line = ""
    while True:
        line += await asyncio.to_thread(file.readline)
        if line.endswith("\n"):
            return line
        await asyncio.sleep(seconds)


async def main():
    with open("server.log", "w"):
        pass
    writing = asyncio.create_task(write_log())
    with open("server.log") as log:
        line = ""
        while "stops" not in line:
            line = await asyncio.wait_for(follow(log, 0.1), 1)
            print(line, end="")
    await writing
    os.unlink("server.log")


asyncio.run(main())
