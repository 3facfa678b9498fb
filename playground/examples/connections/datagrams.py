import asyncio

CLIENTS, TRIES = 2, 3


class Inbox(asyncio.DatagramProtocol):
    def __init__(self):
        self.came = asyncio.Queue()

    def datagram_received(self, data, sender):
        self.came.put_nowait((data.decode(), sender))


async def open_socket(**where):
    return await asyncio.get_running_loop().create_datagram_endpoint(Inbox, **where)


async def server(transport, inbox):
    number = 0
    while True:
        question, sender = await inbox.came.get()
        number += 1
        if number <= CLIENTS:
            print(f"server: overlooks '{question}'")
            continue
        print(f"server: answers '{question}'")
        transport.sendto(question.encode(), sender)


async def client(name):
    transport, inbox = await open_socket(remote_addr=("127.0.0.1", 9999))
    try:
        for i in range(1, TRIES + 1):
            print(f"{name}: asks")
            transport.sendto(name.encode())
            try:
                answer, _ = await asyncio.wait_for(inbox.came.get(), 1)
            except TimeoutError:
                continue
            print(f"{name}: got '{answer}' after {i} questions")
            return
        print(f"{name}: gives up")
    finally:
        transport.close()


async def main():
    transport, inbox = await open_socket(local_addr=("127.0.0.1", 9999))
    serves = asyncio.create_task(server(transport, inbox))
    await asyncio.gather(client("anna"), client("bert"))
    serves.cancel()
    transport.close()


asyncio.run(main())
