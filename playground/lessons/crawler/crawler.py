import asyncio

links = [[1, 2, 3], [4, 5], [6, 0], [7], [0], [6], [], [1]]
seen = {0}
fetched = 0


async def visit(page):
    global fetched
    await asyncio.sleep(1)  # fetch it
    fetched += 1
    for following in links[page]:
        if following not in seen:
            seen.add(following)
            await visit(following)


async def main():
    begun = asyncio.get_running_loop().time()
    await visit(0)
    print(f"{fetched} pages in {asyncio.get_running_loop().time() - begun:.0f} s")


asyncio.run(main())
