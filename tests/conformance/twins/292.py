import asyncio


async def drip(reader):
    for byte in b"abc\r\n\r\nrest":
        reader.feed_data(bytes([byte]))
        await asyncio.sleep(1)


async def main():
    reader = asyncio.StreamReader()
    drips = asyncio.create_task(drip(reader))
    print('with "\\r\\n\\r\\n":', len(await reader.readuntil(b"\r\n\r\n")), "bytes")
    await drips
    await reader.read(4)
    reader.feed_data(b"lineA;lineB\n")
    print('with (";", "\\n"):', await reader.readuntil((b";", b"\n")))
    print('with (";", "\\n"):', await reader.readuntil((b";", b"\n")))


asyncio.run(main())
