"""A network inside of the interpreter: what asyncio's own streams and servers need of sockets and of a selector.

Connections are between sockets of this program, on 127.0.0.1, as in Weft's network inside: the same ports, the same
buffers, refused where nobody listens, reset where something was never read. The rest is asyncio's own code.
"""
import collections
import errno
import selectors
import socket

BUFFER_BYTES = 65536
FIRST_PORT = 49152


class Network:
    def __init__(self):
        self.listeners = {}
        self.datagrams = {}
        self.sockets = {}
        self.numbers = 100
        self.ports = 0

    def choose_port(self):
        self.ports += 1
        return FIRST_PORT + self.ports - 1


network = Network()


class Socket:
    """One end of a connection, or a place where connections are taken."""

    def __init__(self, family=socket.AF_INET, type=socket.SOCK_STREAM, proto=0, fileno=None):
        self.family, self.type, self.proto = family, type, proto
        network.numbers += 1
        self._number = network.numbers
        network.sockets[self._number] = self
        self.own, self.peer_name = ("0.0.0.0", 0), None
        self.peer = None
        self.bytes = bytearray()
        self.ended = self.was_reset = self.closed = self.finished = False
        self.error = 0
        self.backlog = None
        self.came = collections.deque()

    # what a program may look at

    def fileno(self):
        return -1 if self.closed else self._number

    def getsockname(self):
        return self.own

    def getpeername(self):
        if self.peer_name is None:
            raise OSError(errno.ENOTCONN, "not connected")
        return self.peer_name

    def getsockopt(self, level, option, *rest):
        error, self.error = self.error, 0
        return error if option == socket.SO_ERROR else 0

    def setsockopt(self, *words):
        pass

    def setblocking(self, blocking):
        pass

    def gettimeout(self):
        return 0

    # beginnings

    def bind(self, address):
        host, port = address[:2]
        port = port or network.choose_port()
        if port in (network.datagrams if self.type == socket.SOCK_DGRAM else network.listeners):
            raise OSError(errno.EADDRINUSE, "Address already in use")
        self.own = (host, port)
        if self.type == socket.SOCK_DGRAM:
            network.datagrams[port] = self

    def listen(self, backlog=100):
        self.backlog = collections.deque()
        network.listeners[self.own[1]] = self

    def accept(self):
        if not self.backlog:
            raise BlockingIOError(errno.EAGAIN, "nobody is there")
        other = self.backlog.popleft()
        return other, other.peer_name

    def connect(self, address):
        if self.type == socket.SOCK_DGRAM:
            self.bind(("127.0.0.1", 0))
            self.peer_name = address[:2]
            return
        listener = network.listeners.get(address[1])
        if listener is None:
            self.error = errno.ECONNREFUSED
        else:
            self.own = ("127.0.0.1", network.choose_port())
            join(self, Socket(), listener)
        raise BlockingIOError(errno.EINPROGRESS, "on its way")

    # bytes

    def recv(self, count):
        if not self.bytes:
            if self.was_reset:
                raise ConnectionResetError(errno.ECONNRESET, "Connection reset by peer")
            if not self.ended:
                raise BlockingIOError(errno.EAGAIN, "nothing is there")
        part = bytes(self.bytes[:count])
        del self.bytes[:count]
        return part

    def recv_into(self, buffer):
        part = self.recv(len(buffer))
        buffer[:len(part)] = part
        return len(part)

    def sendto(self, data, address):
        other = network.datagrams.get(address[1])
        if other is not None and other.peer_name in (None, self.own):
            other.came.append((bytes(data), self.own))
        return len(data)

    def recvfrom(self, count):
        if not self.came:
            raise BlockingIOError(errno.EAGAIN, "nothing is there")
        data, sender = self.came.popleft()
        return data[:count], sender

    def send(self, data):
        if self.type == socket.SOCK_DGRAM:
            return self.sendto(data, self.peer_name)
        if self.peer.closed:
            raise BrokenPipeError(errno.EPIPE, "Broken pipe")
        part = bytes(data[:BUFFER_BYTES - len(self.peer.bytes)])
        if not part:
            raise BlockingIOError(errno.EAGAIN, "no room")
        self.peer.bytes += part
        return len(part)

    def sendmsg(self, buffers):
        return self.send(b"".join(buffers))

    # ends

    def shutdown(self, how):
        if self.peer:
            self.peer.ended = True

    def close(self):
        if self.closed:
            return
        self.closed = True
        network.sockets.pop(self._number, None)
        if network.datagrams.get(self.own[1]) is self:
            del network.datagrams[self.own[1]]
        if network.listeners.get(self.own[1]) is self:
            del network.listeners[self.own[1]]
            for waiting in self.backlog:
                waiting.was_reset = True
                waiting.close()
        if self.peer:
            self.peer.ended = True
            self.peer.was_reset = bool(self.bytes) or self.was_reset

    detach = close

    # what a selector asks

    def is_readable(self):
        return bool(self.backlog or self.bytes or self.ended or self.came)

    def is_writable(self):
        if self.type == socket.SOCK_DGRAM:
            return True
        if self.peer is None:
            return self.error != 0
        return self.peer.closed or len(self.peer.bytes) < BUFFER_BYTES


def join(client, other, listener):
    client.peer, other.peer = other, client
    client.peer_name = other.own = listener.own
    other.peer_name = client.own
    listener.backlog.append(other)


class Selector:
    """Which of the registered sockets are ready; `wait` lets time pass and gives the signals that came."""

    def __init__(self, wait):
        self._wait = wait
        self._keys = {}

    def register(self, number, events, data=None):
        number = number if isinstance(number, int) else number.fileno()
        self._keys[number] = selectors.SelectorKey(number, number, events, data)
        return self._keys[number]

    modify = register

    def unregister(self, number):
        return self._keys.pop(number if isinstance(number, int) else number.fileno())

    def get_key(self, number):
        return self._keys[number if isinstance(number, int) else number.fileno()]

    def get_map(self):
        return self._keys

    def close(self):
        self._keys.clear()

    def _ready(self):
        for number, key in self._keys.items():
            end = network.sockets.get(number)
            if end is None:
                continue
            mask = (end.is_readable() and selectors.EVENT_READ) | (end.is_writable() and selectors.EVENT_WRITE)
            if mask & key.events:
                yield key, mask & key.events

    def is_anything_ready(self):
        return any(True for _ in self._ready())

    def select(self, timeout):
        signals = self._wait(timeout)
        return signals, list(self._ready())


#: Names that an interpreter for wasm may lack. Their values mean nothing here.
NAMES = ["SO_REUSEADDR", "SO_ERROR", "SO_KEEPALIVE", "SOL_SOCKET", "IPPROTO_TCP", "TCP_NODELAY", "SHUT_RD", "SHUT_WR", "SHUT_RDWR",
         "IPPROTO_IPV6", "IPV6_V6ONLY", "SOCK_STREAM", "SOCK_DGRAM", "AF_INET", "AF_INET6"]


def install():
    socket.socket = Socket
    for number, name in enumerate(NAMES, 1000):
        if not hasattr(socket, name):
            setattr(socket, name, number)
