import asyncio
from itertools import count

MESSAGE = b"async can sometimes be confusing, but I believe in you!"
numbers = count()
connections = set()


async def echo_server(reader, writer):
    ident = next(numbers)
    connections.add(asyncio.current_task())
    print(f"echo_server {ident}: started")
    try:
        while True:
            data = await reader.read(100)
            print(f"echo_server {ident}: received data '{data.decode()}'")
            if not data:
                break
            print(f"echo_server {ident}: sending data '{data.decode()}'")
            writer.write(data)
            await writer.drain()
        print(f"echo_server {ident}: connection closed")
    finally:
        writer.close()


async def sender(writer):
    print("sender: started!")
    while True:
        print(f"sender: sending '{MESSAGE.decode()}'")
        writer.write(MESSAGE)
        await writer.drain()
        await asyncio.sleep(1)


async def receiver(reader, sends):
    print("receiver: started!")
    while True:
        data = await reader.read(100)
        print(f"receiver: got data '{data.decode()}'")
        if not data:
            break
    print("receiver: connection closed")
    sends.cancel()


async def parent():
    print("parent: connecting to 127.0.0.1:12345")
    reader, writer = await asyncio.open_connection("127.0.0.1", 12345)
    async with asyncio.TaskGroup() as group:
        print("parent: spawning sender...")
        sends = group.create_task(sender(writer))
        print("parent: spawning receiver...")
        group.create_task(receiver(reader, sends))
    writer.close()


async def main():
    server = await asyncio.start_server(echo_server, "127.0.0.1", 12345)
    client = asyncio.create_task(parent())
    await asyncio.sleep(2.5)
    print("the server stops")
    server.close()
    for connection in connections:
        connection.cancel()
    await server.wait_closed()
    await client


asyncio.run(main())
