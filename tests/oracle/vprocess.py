"""Processes inside of the interpreter, under the virtual clock: what asyncio's own subprocesses need of a system.

A command is a task with the few that Weft has inside, too: echo, sleep, date, true, false, a shell with `;` and for. Others are
not found. Transports, readers, communicate and the rest are asyncio's own code.
"""
import asyncio
import itertools
import shlex
import subprocess
import time
from asyncio import base_subprocess, transports

MISSING = 127
numbers = itertools.count(1000)


class Ended(Exception):
    """A command has ended with this exit code."""


class Pipe:
    """Bytes on their way between this program and a command."""

    def __init__(self):
        self.protocol = None
        self.kept = []
        self.is_closed = False

    def put(self, data):
        if self.protocol:
            self.protocol.data_received(data)
        else:
            self.kept.append(data)

    def close(self):
        self.is_closed = True
        if self.protocol:
            self.protocol.connection_lost(None)


class ReadTransport(transports.ReadTransport):
    def __init__(self, loop, pipe, protocol):
        super().__init__({"pipe": pipe})
        loop.call_soon(self._begin, pipe, protocol)

    def _begin(self, pipe, protocol):
        protocol.connection_made(self)
        pipe.protocol = protocol
        for data in pipe.kept:
            protocol.data_received(data)
        if pipe.is_closed:
            protocol.connection_lost(None)

    def close(self):
        pass

    pause_reading = resume_reading = close


class WriteTransport(transports.WriteTransport):
    def __init__(self, loop, pipe, protocol):
        super().__init__({"pipe": pipe})
        self._protocol = protocol
        self._loop = loop
        loop.call_soon(protocol.connection_made, self)

    def write(self, data):
        pass

    def can_write_eof(self):
        return True

    def is_closing(self):
        return False

    def close(self):
        self._loop.call_soon(self._protocol.connection_lost, None)

    write_eof = abort = close


class Command:
    """What stands for a Popen: it runs a line, and says when that has ended."""

    def __init__(self, loop, line, stdin, stdout, stderr, on_exit):
        self.pid = next(numbers)
        self.returncode = None
        self.stdin = Pipe() if stdin == subprocess.PIPE else None
        self.stdout = Pipe() if stdout == subprocess.PIPE else None
        self.stderr = Pipe() if stderr == subprocess.PIPE else None
        self._out = self.stdout
        self._err = self.stdout if stderr == subprocess.STDOUT else self.stderr
        self._on_exit = on_exit
        self._loop = loop
        self._running = self._run_line(line, {})
        loop.call_soon(self._step)

    def poll(self):
        return self.returncode

    def send_signal(self, number):
        if self.returncode is None:
            self._loop.call_soon(self._end, -number)

    def _step(self):
        if self.returncode is not None:
            return
        try:
            self._loop.call_later(next(self._running), self._step)
        except StopIteration as end:
            self._end(end.value or 0)
        except Ended as end:
            self._end(end.args[0])

    def _end(self, code):
        if self.returncode is not None:
            return
        self.returncode = code
        for pipe in {self.stdout, self.stderr} - {None}:
            pipe.close()
        self._on_exit(code)

    def _run_line(self, line, variables):
        """Gives the seconds of each sleep; returns the status of the last command."""
        words = shlex.shlex(line, posix=True, punctuation_chars=";>&")
        words.wordchars += "$+%:"
        return (yield from self._run_words(list(words), variables))

    def _run_words(self, words, variables):
        status = 0
        while words:
            if words[0] == ";":
                words = words[1:]
            elif words[0] == "for":
                body, after = loop_of(words)
                for value in words[3:words.index(";")]:
                    status = yield from self._run_words(body, {**variables, words[1]: value})
                words = after
            else:
                end = words.index(";") if ";" in words else len(words)
                status = yield from self._run_command([expand(word, variables) for word in words[:end]])
                words = words[end:]
        return status

    def _run_command(self, words):
        out = self._out
        if words[-2:] == [">&", "2"]:
            words, out = words[:-2], self._err
        name, *rest = words
        if name == "echo":
            put(out, " ".join(rest) + "\n")
        elif name == "date":
            put(out, time.strftime("%a %b %e %H:%M:%S UTC %Y\n", time.gmtime(self._loop.time())))
        elif name == "sleep":
            yield float(rest[0])
        elif name == "exit":
            raise Ended(int(rest[0]))
        elif name not in ("true", "false"):
            put(self._err, f"sh: {name}: not found\n")
            return MISSING
        return 1 if name == "false" else 0


def put(pipe, text):
    if pipe:
        pipe.put(text.encode())


def expand(word, variables):
    for name, value in variables.items():
        word = word.replace(f"${name}", value)
    return word


def loop_of(words):
    """The body of the for that begins here, and what stands behind its done."""
    start = words.index("do")
    depth = 1
    for at in range(start + 1, len(words)):
        depth += (words[at] == "for") - (words[at] == "done")
        if depth == 0:
            return words[start + 1:at], words[at + 1:]
    raise SyntaxError("a for without its done")


class Transport(base_subprocess.BaseSubprocessTransport):
    def _start(self, args, shell, stdin, stdout, stderr, bufsize, **kwargs):
        line = args if shell else shlex.join(args)
        self._proc = Command(self._loop, line, stdin, stdout, stderr, self._process_exited)

    def send_signal(self, signal):
        self._check_proc()
        self._proc.send_signal(signal)

    def terminate(self):
        self.send_signal(15)

    def kill(self):
        self.send_signal(9)


class Processes:
    """What a loop has for processes, over pipes that are no descriptors."""

    async def _make_subprocess_transport(self, protocol, args, shell, stdin, stdout, stderr, bufsize, extra=None, **kwargs):
        waiter = self.create_future()
        transport = Transport(self, protocol, args, shell, stdin, stdout, stderr, bufsize, waiter=waiter, extra=extra, **kwargs)
        await waiter
        return transport

    async def connect_read_pipe(self, protocol_factory, pipe):
        protocol = protocol_factory()
        return ReadTransport(self, pipe, protocol), protocol

    async def connect_write_pipe(self, protocol_factory, pipe):
        protocol = protocol_factory()
        return WriteTransport(self, pipe, protocol), protocol


def install(loop_type):
    """Gives a type of loop these processes."""
    for name in ("_make_subprocess_transport", "connect_read_pipe", "connect_write_pipe"):
        setattr(loop_type, name, getattr(Processes, name))
