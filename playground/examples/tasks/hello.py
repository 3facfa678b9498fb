"""Says hello, waits for a second, and says the rest."""
import asyncio


async def hello():
    print("Hello")
    await asyncio.sleep(1)                      # other tasks could run meanwhile
    print("World")


asyncio.run(hello())
