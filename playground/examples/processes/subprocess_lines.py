"""Two shell loops at the same time; each line is printed when its command has written it."""
import asyncio
from asyncio.subprocess import PIPE, STDOUT


async def stream(line):
    process = await asyncio.create_subprocess_shell(line, stdout=PIPE, stderr=STDOUT)
    while text := await process.stdout.readline():
        print(f"[{line[:20]}] {text.decode()}", end="")
    await process.wait()
    print(f"[{line[:20]}] ended with {process.returncode}")


async def main():
    await asyncio.gather(
        stream("for i in 1 2 3; do echo $i; sleep 1; done"),
        stream("for i in a b c; do echo $i >&2; sleep 0.5; done"))


asyncio.run(main())
