import asyncio

balance = 100


async def deposit(amount):
    global balance

    # read, ask the bank, write
    seen = balance
    await asyncio.sleep(0)
    balance = seen + amount


async def main():
    async with asyncio.TaskGroup() as bank:
        bank.create_task(deposit(10), name="deposit 1")
        await asyncio.sleep(0)
        await asyncio.sleep(0)
        bank.create_task(deposit(20), name="deposit 2")
    print(f"balance: {balance}")


asyncio.run(main())
