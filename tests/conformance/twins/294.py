import asyncio


async def main():
    reader = asyncio.StreamReader(limit=7)
    reader.feed_data(b"a line that is too long")
    try:
        await reader.readline()
    except ValueError as error:
        print("a long line without its end:", error)
    reader.feed_data(b", end\nnext\n")
    for _ in range(2):
        try:
            print("then:", await reader.readline())
        except ValueError as error:
            print("then:", error)


asyncio.run(main())
