"""Takes the permits of a semaphore, waits for one, and gives back one too many."""
import asyncio


async def main():
    permits = asyncio.BoundedSemaphore(2)

    def give_back():
        print("a permit comes back")
        permits.release()

    await permits.acquire()
    await permits.acquire()
    print("two are taken,", "none is left" if permits.locked() else "one is left")

    asyncio.get_running_loop().call_later(1, give_back)
    await permits.acquire()
    print("and taken again")

    permits.release()
    permits.release()
    try:
        permits.release()
    except ValueError:
        print("a third one cannot be given back")


asyncio.run(main())
