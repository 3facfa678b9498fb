import asyncio


async def main():
    reader = asyncio.StreamReader(limit=7)
    reader.feed_data(b"1234567\n12345678\n")
    for count in (7, 8):
        try:
            print(f"limit 7: {count} and its end:", await reader.readline())
        except ValueError as error:
            print(f"limit 7: {count} and its end:", error)


asyncio.run(main())
