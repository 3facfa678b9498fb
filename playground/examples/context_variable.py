"""Gives each task a request's id, which the coroutines it awaits see, and no other task. (S0-15)"""
import asyncio
import contextvars

request_id = contextvars.ContextVar("request_id", default="none")


async def step(name):
    print(f"[{request_id.get()}] {name}")
    await asyncio.sleep(0.1)


async def process_request(request):
    request_id.set(request)
    await step("Step 1")
    await step("Step 2")


async def main():
    await asyncio.gather(
        process_request("req-001"),
        process_request("req-002"),
        process_request("req-003"),
    )


asyncio.run(main())
