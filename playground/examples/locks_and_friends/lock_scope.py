"""Shows what a lock is good for: two tasks add to a number, first without one, then with.
"""
import asyncio


class Account:
    def __init__(self):
        self.lock = asyncio.Lock()
        self.coins = 0

    async def add(self):
        seen = self.coins
        await asyncio.sleep(1)                  # the other one sees the same number
        self.coins = seen + 1

    async def add_carefully(self):
        async with self.lock:
            await self.add()


async def main():
    account = Account()
    await asyncio.gather(account.add(), account.add())
    print(f"Without a lock: {account.coins} coin")

    account = Account()
    await asyncio.gather(account.add_carefully(), account.add_carefully())
    print(f"With a lock: {account.coins} coins")
    print(f"The lock is {'not free' if account.lock.locked() else 'free'} again")


asyncio.run(main())
