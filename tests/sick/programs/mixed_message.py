"""Two tasks write to one stream in parts, and the parts may mix. The twin of mixed_message.c."""

import asyncio


async def main():
    line = ""

    async def writer():
        nonlocal line
        line += "h"
        await asyncio.sleep(0)
        line += "i"

    async with asyncio.TaskGroup() as group:
        group.create_task(writer())
        await asyncio.sleep(0)
        await asyncio.sleep(0)
        group.create_task(writer())
    assert line == "hihi"
