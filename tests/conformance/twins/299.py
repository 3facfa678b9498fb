import asyncio


async def hold(reader, writer):
    await asyncio.sleep(10)
    print("buffered while nobody reads:", len(reader._buffer))
    print("read:", len(await reader.readexactly(300000)))
    writer.close()


async def main():
    server = await asyncio.start_server(hold, "127.0.0.1", 8888)
    reader, writer = await asyncio.open_connection("127.0.0.1", 8888)
    writer.write(bytes(300000))
    await asyncio.sleep(10)
    await reader.read()
    writer.close()
    server.close()


asyncio.run(main())
