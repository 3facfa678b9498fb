import asyncio


async def square(number, seconds):
    await asyncio.sleep(seconds)
    print(f"{number} is ready")
    return number * number


async def main():
    print(*await asyncio.gather(square(3, 0.03), square(1, 0.01), square(2, 0.02)))


asyncio.run(main())
