"""A number is read, and counted up a wait later: two tasks have the same. The twin of same_number.c."""

import asyncio


async def main():
    number, given = 0, []

    async def work():
        nonlocal number
        mine = number
        await asyncio.sleep(0)
        number = mine + 1
        given.append(mine)

    async with asyncio.TaskGroup() as group:
        group.create_task(work())
        await asyncio.sleep(0)
        await asyncio.sleep(0)
        group.create_task(work())
    assert given[0] != given[1]
