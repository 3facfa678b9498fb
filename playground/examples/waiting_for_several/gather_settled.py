"""Waits for all three, whether they fail or not, and then looks at each."""
import asyncio


async def might_fail(number):
    await asyncio.sleep(1)
    if number == 2:
        raise ValueError(f"Task {number} failed!")
    return f"Task {number} succeeded"


async def main():
    results = await asyncio.gather(
        might_fail(1),
        might_fail(2),
        might_fail(3),
        return_exceptions=True,                 # without it, the first error would be raised here
    )
    for result in results:
        if isinstance(result, Exception):
            print(f"Error: {result}")
        else:
            print(f"Success: {result}")


asyncio.run(main())
