import asyncio


async def echo(reader, writer):
    print("echo begins")
    try:
        while data := await reader.read(64):
            writer.write(data)
        print("echo ends")
    finally:
        writer.close()


async def serve(server):
    try:
        await server.serve_forever()
    except asyncio.CancelledError:
        print("serve_forever: cancelled")
        raise


async def main():
    server = await asyncio.start_server(echo, "127.0.0.1", 8888)
    task = asyncio.create_task(serve(server))
    reader, writer = await asyncio.open_connection("127.0.0.1", 8888)
    await asyncio.sleep(1)
    try:
        await server.serve_forever()
    except RuntimeError as error:
        print("a second one:", error)
    task.cancel()
    await asyncio.sleep(5)
    print("after 5 seconds it waits for its connection:", not task.done())
    writer.close()
    await asyncio.wait([task])
    try:
        await server.serve_forever()
    except RuntimeError as error:
        print("after the close:", error)


asyncio.run(main())
