"""Tries again after a failure, each time waiting twice as long and a little more."""
import asyncio

DRAWS = iter([0.1, 0.5, 0.9])                   # in place of random numbers


class RetryError(Exception):
    pass


async def unreliable_operation():
    if next(DRAWS) < 0.7:
        raise ConnectionError("Network error")
    return "Success!"


async def retry(operation, attempts=3, base_delay=1.0):
    for attempt in range(attempts):
        try:
            return await operation()
        except ConnectionError as error:
            last_error = error
        if attempt < attempts - 1:
            delay = base_delay * 2 ** attempt
            jitter = 0.5 * (0.1 * delay)        # at most a tenth; here, half of that
            print(f"Attempt {attempt + 1} failed, retrying in {delay:.2f}s")
            await asyncio.sleep(delay + jitter)

    raise RetryError(f"Failed after {attempts} attempts") from last_error


async def main():
    try:
        result = await retry(unreliable_operation, attempts=5)
        print(f"Result: {result}")
    except RetryError as error:
        print(f"All retries failed: {error}")


asyncio.run(main())
