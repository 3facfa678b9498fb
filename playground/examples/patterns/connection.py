"""Opens a connection, asks it something, and closes it however that ended."""
import asyncio


class Connection:
    def __init__(self, address):
        self.address = address

    async def __aenter__(self):
        print(f"Connecting to {self.address}")
        await asyncio.sleep(0.5)
        return self

    async def __aexit__(self, kind, error, trace):
        print("Closing connection")
        await asyncio.sleep(0.1)

    async def query(self, sql):
        await asyncio.sleep(0.1)
        return [{"id": 1, "name": "Test"}]


async def main():
    async with Connection("postgres://localhost/db") as db:
        rows = await db.query("SELECT * FROM users")
        print(rows)


asyncio.run(main())
