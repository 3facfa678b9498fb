"""Lets debug mode find a step that holds up everybody else; it tells on standard error."""
import asyncio
import time


async def main():
    time.sleep(0.05)
    await asyncio.sleep(1)                      # a short step ends here

    time.sleep(0.2)                             # a computation, say
    print("computed")
    await asyncio.sleep(1)                      # and a long one here


asyncio.run(main(), debug=True)
