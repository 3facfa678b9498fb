"""Runs three shell commands at the same time and captures what each one prints."""
import asyncio
from asyncio.subprocess import PIPE


async def capture(line):
    process = await asyncio.create_subprocess_shell(line, stdout=PIPE, stderr=PIPE)
    out, _ = await process.communicate()
    return out.decode()


async def main():
    lines = ["echo 'Hello World'", "python --version", "date"]
    outputs = await asyncio.gather(*map(capture, lines))
    for line, output in zip(lines, outputs):
        print(f"Command: {line}")
        print(f"Output: {output}")


asyncio.run(main())
