import asyncio


async def handle_echo(reader, writer):
    data = await reader.read(100)
    host, port = writer.get_extra_info("peername")
    print(f"Received {data.decode()!r} from {host}:{port}")
    print(f"Send: {data.decode()!r}")
    writer.write(data)
    await writer.drain()
    print("Close the connection")
    writer.close()
    await writer.wait_closed()


async def tcp_echo_client(message):
    reader, writer = await asyncio.open_connection("127.0.0.1", 8888)
    print(f"Send: {message!r}")
    writer.write(message.encode())
    await writer.drain()
    data = await reader.read(100)
    print(f"Received: {data.decode()!r}")
    print("Close the connection")
    writer.close()
    await writer.wait_closed()


async def main():
    server = await asyncio.start_server(handle_echo, "127.0.0.1", 8888)
    host, port = server.sockets[0].getsockname()
    print(f"Serving on {host}:{port}")
    async with server:
        await tcp_echo_client("Hello World!")


asyncio.run(main())
