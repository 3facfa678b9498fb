"""Waits for a command, but not for ever, and kills it. asyncio's communicate loses what came; so it is read by hand."""
import asyncio
from asyncio.subprocess import PIPE


async def main():
    process = await asyncio.create_subprocess_shell("echo begun; sleep 2; echo done", stdout=PIPE)
    so_far = b""
    try:
        async with asyncio.timeout(1):
            while text := await process.stdout.readline():
                so_far += text
    except TimeoutError:
        print(f"too slow; so far: {so_far.decode()}", end="")
        print("it runs on:", "yes" if process.returncode is None else "no")
        process.kill()
        await process.wait()
        print(f"ended by signal {-process.returncode}")


asyncio.run(main())
