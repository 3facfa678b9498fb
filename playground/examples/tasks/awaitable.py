"""Makes an object of one's own that can be awaited: a countdown."""
import asyncio


class Countdown:
    def __init__(self, left):
        self.left = left
        self.over = asyncio.Event()

    def __await__(self):
        return self.over.wait().__await__()

    def step(self):
        print(self.left)
        self.left -= 1
        if self.left == 0:
            self.over.set()


async def counter(countdown):
    while countdown.left > 0:
        await asyncio.sleep(1)
        countdown.step()


async def rocket(countdown):
    print("waiting for the countdown")
    await countdown
    print("lift off")


async def main():
    countdown = Countdown(3)
    await asyncio.gather(counter(countdown), rocket(countdown))


asyncio.run(main())
