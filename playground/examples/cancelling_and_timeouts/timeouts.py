"""Limits a call, gives it a fallback, or limits several calls together."""
import asyncio


async def fetch(url, seconds):
    await asyncio.sleep(seconds)
    return f"Response from {url}"


async def fetch_with_timeout(url, seconds, timeout):
    try:
        return await asyncio.wait_for(fetch(url, seconds), timeout)
    except TimeoutError:
        return f"Timeout for {url}"


async def fetch_with_fallback(url, seconds, timeout, fallback):
    try:
        return await asyncio.wait_for(fetch(url, seconds), timeout)
    except TimeoutError:
        return fallback


async def fetch_all_with_timeout(urls, timeout):
    """One timeout for all; the first answers at once, each other a second after the one before."""
    async def fetch_all():
        return await asyncio.gather(*[fetch(url, place) for place, url in enumerate(urls)])

    try:
        return await asyncio.wait_for(fetch_all(), timeout)
    except TimeoutError:
        return ["Overall timeout"]


async def main():
    print(await fetch_with_timeout("slow.com", 5, 1))
    print(await fetch_with_fallback("slow.com", 5, 1, "cached response"))

    urls = ["one.com", "two.com", "three.com"]
    print(await fetch_all_with_timeout(urls, 1.5))
    print(await fetch_all_with_timeout(urls[:2], 1.5))


asyncio.run(main())
