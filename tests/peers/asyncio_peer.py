"""The same by asyncio, on uvloop's loop where that is there: http (by hand, over a Protocol), echo, udp, tls, processes N."""
import asyncio
import os
import ssl
import sys
import tempfile

try:
    import uvloop
    run = uvloop.run
except ImportError:
    run = asyncio.run

AT_ONCE = 10
HELLO = b"HTTP/1.1 200 OK\r\ncontent-type: text/plain; charset=utf-8\r\ncontent-length: 6\r\n\r\nhello\n"


class Echo(asyncio.Protocol):
    def connection_made(self, transport):
        self.transport = transport
        self.kept = b""

    def data_received(self, data):
        self.transport.write(data)


class Datagrams(asyncio.DatagramProtocol):
    def connection_made(self, transport):
        self.transport = transport

    def datagram_received(self, data, sender):
        self.transport.sendto(data, sender)


class Http(Echo):
    def data_received(self, data):
        data = self.kept + data if self.kept else data
        while (end := data.find(b"\r\n\r\n") + 4) > 3:
            length = 0
            if data[:1] == b"P":
                head = data[:end].lower()
                at = head.find(b"\r\ncontent-length:")
                length = int(head[at + 17:head.index(b"\r\n", at + 2)]) if at >= 0 else 0
                if len(data) < end + length:
                    break
                body = data[end:end + length]
                self.transport.write(b"HTTP/1.1 200 OK\r\ncontent-type: application/json\r\ncontent-length: %d\r\n\r\n%b" % (length, body))
            else:
                self.transport.write(HELLO)
            data = data[end + length:]
        self.kept = data


async def processes(many):
    left = iter(range(many))

    async def run_some():
        for _ in left:
            child = await asyncio.create_subprocess_exec("true")
            await child.wait()

    await asyncio.gather(*(run_some() for _ in range(AT_ONCE)))


async def serve_datagrams():
    transport, _ = await asyncio.get_running_loop().create_datagram_endpoint(Datagrams, local_addr=("127.0.0.1", 0))
    print("port", transport.get_extra_info("sockname")[1], flush=True)
    await asyncio.Future()


def own_context():
    """It reads files only."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    with tempfile.NamedTemporaryFile("w") as file:
        file.write(os.environ["PEER_CERTIFICATE"] + "\n" + os.environ["PEER_KEY"])
        file.flush()
        context.load_cert_chain(file.name)
    return context


async def serve(protocol, context=None):
    server = await asyncio.get_running_loop().create_server(protocol, "127.0.0.1", 0, backlog=4096, ssl=context)
    print("port", server.sockets[0].getsockname()[1], flush=True)
    await server.serve_forever()


if len(sys.argv) > 2:
    run(processes(int(sys.argv[2])))
elif sys.argv[1:] == ["udp"]:
    run(serve_datagrams())
elif sys.argv[1:] == ["tls"]:
    run(serve(Echo, own_context()))
else:
    run(serve(Echo if sys.argv[1:] == ["echo"] else Http))
