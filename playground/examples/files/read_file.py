import asyncio
import os


async def tick():
    for _ in range(3):
        await asyncio.sleep(0.1)
        print("the loop goes on")


def write(path, content):
    with open(path, "w") as file:
        file.write(content)


def read(path):
    with open(path) as file:
        return file.read()


async def main():
    ticking = asyncio.create_task(tick())
    await asyncio.to_thread(write, "note.txt", "Milk\nBread\nTea\n")
    content = await asyncio.to_thread(read, "note.txt")
    print(f"{len(content)} bytes:\n{content}", end="")
    await asyncio.to_thread(os.unlink, "note.txt")
    await ticking


asyncio.run(main())
