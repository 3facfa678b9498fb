import asyncio


async def main():
    room = asyncio.PriorityQueue()
    for place, (pain, name) in enumerate([(2, "Ada"), (9, "Ben"), (2, "Cleo"), (5, "Dan")]):
        await room.put((-pain, place, name))   # the place keeps equals in their order
    while not room.empty():
        _, _, name = await room.get()
        print(name)


asyncio.run(main())
