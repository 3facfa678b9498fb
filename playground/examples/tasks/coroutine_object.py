"""Makes a coroutine object: nothing runs before somebody awaits it."""
import asyncio


async def say_hello(delay, name):
    print(f"Starting to say hello to {name}...")
    await asyncio.sleep(delay)
    print(f"Hello, {name}!")


async def main():
    call = say_hello(2, "Alice")
    print(f"Coroutine object created: {call.__name__}")
    await call                                  # without this line, Python warns at the end


asyncio.run(main())
