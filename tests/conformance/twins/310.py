import asyncio


async def returns(reader, writer):
    writer.write(b"hello\n")
    kept.append(writer)


kept = []


async def main():
    server = await asyncio.start_server(returns, "127.0.0.1", 8888)
    reader, writer = await asyncio.open_connection("127.0.0.1", 8888)
    print("the handler says", (await reader.readline()).decode().strip(), "and returns")
    try:
        print("then", await asyncio.wait_for(reader.readline(), 1))
    except TimeoutError:
        print("then nothing, and it is open")
    writer.close()
    kept[0].close()
    server.close()


asyncio.run(main())
