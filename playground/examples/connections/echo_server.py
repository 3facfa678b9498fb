import asyncio


async def echo(reader, writer):
    host, port = writer.get_extra_info("peername")
    while line := await reader.readline():
        print(f"{host}:{port} says: {line.decode()}", end="")
        writer.write(line)
        await writer.drain()
    print(f"{host}:{port} has gone")
    writer.close()


async def client(comes_at):
    await asyncio.sleep(comes_at)
    reader, writer = await asyncio.open_connection("127.0.0.1", 8888)
    writer.write(b"hello\n")
    await writer.drain()
    print(f"a client hears: {(await reader.readline()).decode()}", end="")
    await asyncio.sleep(0.5)
    writer.close()


async def main():
    clients = [asyncio.create_task(client(at)) for at in (1, 2)]
    server = await asyncio.start_server(echo, "127.0.0.1", 8888)
    async with server:
        await server.serve_forever()


asyncio.run(main())
