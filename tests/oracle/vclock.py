"""Plays an asyncio program under a virtual clock and tells what it printed, and when.

CPython's own event loop does the work. Only what surrounds it is replaced:

- Where the loop waits in its selector, time jumps to the next timer or scripted signal. Time is an
  integer number of nanoseconds, starts at 0 and moves in no other way, except that `time.sleep`
  adds to it. As ever in asyncio, all due timers join the ready handles behind what is there, and
  then exactly that batch runs.
- What CPython leaves to a heap or a set is settled: equal deadlines go by registration; tasks that
  are waited for, cancelled together or listed go by the order in which they were created or named.
- When nothing is ready and nothing is to come, the run ends there with the names of the unfinished
  tasks and code 100.

An interpreter plays one program: state is left behind on purpose, as by a process that has ended.
"""
import asyncio
import collections.abc
import gc
import io
import itertools
import json
import linecache
import math
import random
import re
import signal
import sys
import time
import traceback
import types
import weakref
from asyncio import events, selector_events

import vnet

SECOND = 1_000_000_000
MILLISECOND = SECOND // 1000

FAILED = 1
DEADLOCK = 100
INTERRUPTED = 109       # as Weft says it; Python itself ends with 130
BY_SIGNAL = 128


class End(BaseException):
    """Ends the run on the spot. Nothing that the program does or prints afterwards counts."""

    def __init__(self, code, report=""):
        super().__init__(report)
        self.code = code
        self.report = report


class Clock:
    """The time of the run, the signals still to come as (time, number), and how it ended, if so."""

    def __init__(self):
        self.now = 0
        self.until = math.inf
        self.signals = []
        self.ended = None

    def seconds(self):
        return self.now / SECOND

    def stamp(self):
        """The time to the nearest millisecond, halves up: 2.500."""
        milliseconds = (self.now + MILLISECOND // 2) // MILLISECOND
        return f"{milliseconds // 1000}.{milliseconds % 1000:03}"

    def charge(self, seconds):
        """Spends time without waiting, as a blocking call does."""
        self.now += nanoseconds(seconds)

    def jump(self, then):
        """Lets time pass up to `then`, or ends the run where its time is up."""
        self.now = min(then, self.until)
        if then > self.until:
            raise self.end(0)

    def next_signal(self):
        return self.signals[0][0] if self.signals else math.inf

    def take_signals(self):
        """Gives the numbers of the signals that are due, each once."""
        due = []
        while self.next_signal() <= self.now:
            due.append(self.signals.pop(0)[1])
        return due

    def end(self, code, report=""):
        self.ended = End(code, report)
        return self.ended


clock = Clock()


def nanoseconds(seconds):
    return round(seconds * SECOND)


class Timer(events.TimerHandle):
    """A timer due at a whole nanosecond. Among equals, the one registered first comes first."""

    __slots__ = ["_number"]
    _numbers = itertools.count()

    def __init__(self, when, *args, **kwargs):
        super().__init__(nanoseconds(when) / SECOND, *args, **kwargs)
        self._number = next(self._numbers)

    def __lt__(self, other):
        return (self._when, self._number) < (other._when, other._number)


class OrderedSet(collections.abc.MutableSet):
    """A set that remembers in which order its members came, for asyncio's own sets of tasks."""

    def __init__(self, members=()):
        self._members = dict.fromkeys(members)

    def __contains__(self, member):
        return member in self._members

    def __iter__(self):
        return iter(self._members)

    def __len__(self):
        return len(self._members)

    def __repr__(self):
        return f"{{{', '.join(map(repr, self))}}}"

    def add(self, member):
        self._members[member] = None

    def discard(self, member):
        self._members.pop(member, None)


class VirtualLoop(selector_events.BaseSelectorEventLoop):
    """CPython's event loop; its selector is the clock, its events are the scripted signals and vnet's."""

    def __init__(self):
        super().__init__(vnet.Selector(self._wait))
        self._clock_resolution = 0.5 / SECOND   # a timer is due at its time, not before
        self._signal_handlers = {}
        self._births = weakref.WeakKeyDictionary()
        self._numbers = itertools.count()

    def time(self):
        return clock.seconds()

    def create_task(self, coro, **kwargs):
        number = next(self._numbers)
        task = super().create_task(coro, **kwargs)
        self._births[task] = number
        return task

    def birth(self, task):
        """Orders tasks by creation."""
        return self._births.get(task, math.inf)

    def add_signal_handler(self, sig, callback, *args):
        self._signal_handlers[sig] = events.Handle(callback, args, self, None)

    def remove_signal_handler(self, sig):
        return self._signal_handlers.pop(sig, None) is not None

    def _wait(self, timeout):
        """Lets up to `timeout` seconds pass, None being for ever; gives the signals that came."""
        if clock.ended:
            raise clock.ended
        if timeout != 0 and not self._selector.is_anything_ready():
            timer = math.inf if timeout is None else clock.now + nanoseconds(timeout)
            then = min(timer, clock.next_signal())
            if then == math.inf:
                raise clock.end(DEADLOCK, self._deadlock_report())
            clock.jump(then)
        return clock.take_signals()

    def _process_events(self, events):
        signals, ready = events
        for sig in signals:
            self.call_soon(self._deliver, sig)
        super()._process_events(ready)

    def _make_self_pipe(self):
        """There is no other thread, so nobody has to be woken."""

    _close_self_pipe = _make_self_pipe

    def _deliver(self, sig):
        """Calls who asked for this signal; failing that, does what the process would do."""
        handle = self._signal_handlers.get(sig)
        action = signal.getsignal(sig)
        if handle:
            handle._run()
        elif callable(action):
            action(sig, None)
        elif action == signal.SIG_DFL:
            clock.end(BY_SIGNAL + sig)

    def _deadlock_report(self):
        names = ", ".join(f"{task.get_name()} {task.get_coro().__qualname__}"
                          for task in all_tasks(self))
        return f"deadlock at {clock.stamp()}: {names or 'no task is left'}"

    def _write_to_self(self):
        """There is no other thread, so nobody has to be woken."""


def all_tasks(loop=None, unordered=asyncio.all_tasks):
    """asyncio.all_tasks, in the order of creation."""
    loop = loop or events.get_running_loop()
    return OrderedSet(sorted(unordered(loop), key=loop.birth))


class Output(io.TextIOBase):
    """Keeps what is written. If asked, each line begins with the time of its first character."""

    def __init__(self, stamped=False):
        self.text = ""
        self._stamped = stamped

    def writable(self):
        return True

    def write(self, text):
        if not clock.ended:
            for piece in re.findall(r"[^\n]*\n|[^\n]+", text):
                self._write_piece(piece)
        return len(text)

    def _write_piece(self, piece):
        if self._stamped and (not self.text or self.text.endswith("\n")):
            self.text += f"[{clock.stamp()}]" + ("" if piece == "\n" else " ")
        self.text += piece


def install():
    """Puts the virtual loop, timers, sets and clock where asyncio and its programs look for them.

    Pyodide has its own event loop running and its own `asyncio.run`; both are put aside.
    """
    asyncio._set_running_loop(None)
    events._set_event_loop_policy(None)
    asyncio.unix_events._DefaultEventLoopPolicy._loop_factory = VirtualLoop
    asyncio.EventLoop = asyncio.SelectorEventLoop = VirtualLoop
    asyncio.run = asyncio.runners.run
    events.TimerHandle = asyncio.TimerHandle = Timer
    asyncio.tasks.set = asyncio.taskgroups.set = OrderedSet
    asyncio.tasks.all_tasks = asyncio.all_tasks = all_tasks
    time.monotonic = time.perf_counter = clock.seconds
    time.sleep = clock.charge
    vnet.install()


def exit_code(request):
    """What a process makes of sys.exit's argument."""
    if request is None or isinstance(request, int):
        return request or 0
    print(request, file=sys.stderr)
    return FAILED


def execute(name, source):
    """Runs the program as `__main__` and gives its exit code."""
    program = sys.modules["__main__"] = types.ModuleType("__main__")
    linecache.cache[name] = len(source), None, source.splitlines(True), name
    try:
        exec(compile(source, name, "exec"), program.__dict__)
        return 0
    except SystemExit as request:
        return exit_code(request.code)
    except BaseException as error:
        own = error.__traceback__.tb_next
        traceback.print_exception(error.with_traceback(own))
        return INTERRUPTED if isinstance(error, KeyboardInterrupt) else FAILED
    finally:
        program.__dict__.clear()
        gc.collect()        # what was never awaited or looked at says so now


def play(request):
    """Plays {name, source, signals: [{name, at}], until, seed}; gives {stdout, stderr, code}.

    Both are JSON. A signal is called INT or TERM; times are in seconds.
    """
    wish = types.SimpleNamespace(**json.loads(request))
    clock.until = math.inf if wish.until is None else nanoseconds(wish.until)
    clock.signals = sorted(
        (nanoseconds(each["at"]), getattr(signal, "SIG" + each["name"])) for each in wish.signals)
    sys.stdout, sys.stderr = Output(stamped=True), Output()
    random.seed(wish.seed)
    install()
    code, report = execute(wish.name, wish.source), ""
    if clock.ended:
        code, report = clock.ended.code, clock.ended.report
    stderr = sys.stderr.text + (report and report + "\n")
    return json.dumps({"stdout": sys.stdout.text, "stderr": stderr, "code": code})
