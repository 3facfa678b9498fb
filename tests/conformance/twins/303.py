import asyncio


async def take(reader, writer):
    await asyncio.sleep(1)
    print("the other side has", len(await reader.read(-1)))
    writer.close()


async def main():
    server = await asyncio.start_server(take, "127.0.0.1", 8888)
    reader, writer = await asyncio.open_connection("127.0.0.1", 8888)
    writer.write(bytes(300000))
    reads = asyncio.create_task(reader.read(10))
    await asyncio.sleep(0)
    writer.close()
    print("a write later:", writer.write(b"x"))
    await writer.wait_closed()
    print("a read of the closed side:", await reads)
    await asyncio.sleep(1)
    server.close()


asyncio.run(main())
