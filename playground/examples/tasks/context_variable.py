"""Gives each task a request's id, which the coroutines it awaits see, and no other task."""
import asyncio
import contextvars

request_id = contextvars.ContextVar("request_id", default="none")


async def step(name):
    print(f"[{request_id.get()}] {name}")
    await asyncio.sleep(0.1)


async def process(request):
    request_id.set(request)
    await step("Step 1")
    await step("Step 2")


async def main():
    await asyncio.gather(
        process("req-001"),
        process("req-002"),
        process("req-003"),
    )


asyncio.run(main())
