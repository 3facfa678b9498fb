import asyncio

LINE = 40
members = {}


def tell_others(me, text):
    for writer in members:
        if writer is not me:
            writer.write(f"{members[me]} {text}\n".encode())


async def read_line(reader):
    """A line, or None for one that is too long, which is dropped."""
    try:
        return await reader.readuntil(b"\n")
    except asyncio.IncompleteReadError as error:
        return error.partial
    except asyncio.LimitOverrunError as error:
        await reader.readexactly(error.consumed)
        await reader.readuntil(b"\n")
        return None


async def chat(reader, writer):
    name = (await reader.readline()).decode().strip()
    members[writer] = name
    tell_others(writer, "has come")
    try:
        while line := await read_line(reader) or b"too long":
            if line == b"too long":
                if reader.at_eof():
                    break
                writer.write(b"too long\n")
                await writer.drain()
            else:
                tell_others(writer, f"says: {line.decode().strip()}")
        tell_others(writer, "has gone")
    finally:
        del members[writer]
        writer.close()


async def listen_to(name, reader):
    while line := await reader.readline():
        print(f"{name} hears: {line.decode()}", end="")


async def talk_to(name, says, begins):
    await asyncio.sleep(begins)
    reader, writer = await asyncio.open_connection("127.0.0.1", 7777)
    ears = asyncio.create_task(listen_to(name, reader))
    writer.write(f"{name}\n".encode())
    for line in says:
        await asyncio.sleep(1)
        writer.write(f"{line}\n".encode())
    await asyncio.sleep(0.3)
    writer.write_eof()
    await ears
    writer.close()


async def main():
    server = await asyncio.start_server(chat, "127.0.0.1", 7777, limit=LINE - 2)
    async with server, asyncio.TaskGroup() as group:
        group.create_task(talk_to("Ada", ["hello", "is anybody there?", "good bye"], 0))
        group.create_task(talk_to("Ben", [
            "I am", "a line that goes on and on and does not come to an end", "so long"], 0.2))
        group.create_task(talk_to("Cy", ["me, too", "oh", "bye"], 0.4))


asyncio.run(main())
