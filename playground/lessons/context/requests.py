import asyncio

request = "none"


async def look_up():
    await asyncio.sleep(0.05)
    print(f"{request}: found")


async def handle(name):
    global request
    request = name
    print(f"{request}: begins")
    await look_up()


async def main():
    async with asyncio.TaskGroup() as server:
        server.create_task(handle("first"), name="handler 1")
        server.create_task(handle("second"), name="handler 2")


asyncio.run(main())
