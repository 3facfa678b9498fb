import asyncio

lock = asyncio.Lock()


async def take(name):
    try:
        async with lock:
            print(f"{name}: has it")
            await asyncio.sleep(1)
    except RuntimeError as error:
        print(f"{name}:", str(error).split(">")[-1].strip())


async def main():
    print("a run")
    await asyncio.gather(take("A"), take("B"))


asyncio.run(main())
asyncio.run(main())
