"""Plays the fuzzer's programs on asyncio, under the virtual clock of tests/oracle; interpreter.c plays
the same on Weft, and both say the same, line by line:

    2000000+3 2 #12 -1 caught ""    nanoseconds+turns, task, operation, code, more

Where Weft has decided otherwise (differences.json says why), the two part ways at a moment that can be
seen coming. There the program is cut: a last line names the difference, and what would come after it is
not compared. An operation that waits may fail, which ends its body; the others only say their code.
"""
import asyncio
import collections
import collections.abc
import contextvars
import gc
import itertools
import json
import sys
import time

import vclock

CANCELLED, TIMEOUT, CLOSED, INVALID, USAGE, EMPTY, FULL, PENDING, BROKEN = -1, -2, -3, -6, -7, -9, -10, -11, -13
DEADLOCK, ENDED_CANCELLED, ENDED_FAILED = 100, 101, 105
LOCKS, EVENTS, FUTURES, HANDLES, VARIABLES, SLOTS, ACTORS = 2, 2, 4, 4, 2, 12, 24
REASONS = [None, "r1", "r2"]
FOR_EVER = None
RAISE_AGAIN, SWALLOW, TAKE_BACK = range(3)
RUN, RUNNER, GUEST, AGAIN = range(4)
QUEUES = [asyncio.Queue, asyncio.LifoQueue, asyncio.PriorityQueue]
MODES = [asyncio.ALL_COMPLETED, asyncio.FIRST_COMPLETED, asyncio.FIRST_EXCEPTION]

player = None


class Fail(Exception):
    """A code of Weft's, or of the program's own, as an exception."""

    def __init__(self, code, text=""):
        super().__init__(text)
        self.code = code


FAILURES = (Exception, asyncio.CancelledError)
CODES = [
    (asyncio.CancelledError, CANCELLED), (TimeoutError, TIMEOUT), (asyncio.QueueShutDown, CLOSED),
    (asyncio.QueueEmpty, EMPTY), (asyncio.QueueFull, FULL), (asyncio.InvalidStateError, CLOSED),
    (asyncio.BrokenBarrierError, BROKEN), (ValueError, INVALID)
]


def code_of(error):
    if error is None:
        return 0
    if isinstance(error, Fail):
        return error.code
    for kind, code in CODES:
        if isinstance(error, kind):
            return code
    raise error


def text_of(error):
    """What a failure of the program's says. Why a task was cancelled is not compared: asyncio tells the first who asks, and forgets it."""
    return f'"{error.args[0] if isinstance(error, Fail) else ""}"'


def seconds(milliseconds):
    return FOR_EVER if milliseconds < 0 else milliseconds / 1000


def late(milliseconds):
    """What a wait with this deadline is: for nothing when no time is left."""
    return "late" if milliseconds == 0 else None


class Task(asyncio.Task):
    """One that has the player look for differences before it is cancelled."""

    asked = False

    def cancel(self, msg=None):
        if self.asked:      # through tasks that join each other: asyncio never comes to an end here
            player.cut("circle")
            return True
        player.foresee_cancel(self)
        self.asked = True
        try:
            return super().cancel(msg)
        finally:
            self.asked = False


class Call(collections.abc.Coroutine):
    """A coroutine whose end is noted, also if it never begins."""

    def __init__(self, coroutine):
        self.coroutine, self.ended = coroutine, None

    def send(self, value):
        return self.note(self.coroutine.send, value)

    def throw(self, *error):
        return self.note(self.coroutine.throw, *error)

    def note(self, step, *arguments):
        try:
            return step(*arguments)
        except BaseException:
            self.ended = next(player.ends)
            raise

    def close(self):
        self.coroutine.close()

    def __await__(self):
        return self.coroutine.__await__()


class Condition(asyncio.Condition):
    """One that tells a notify from what asyncio makes of a waiter that was cancelled."""

    asked = False

    def notify(self, n=1):
        self.asked = True
        super().notify(n)
        self.asked = False

    def _notify(self, n):
        if not self.asked and any(not waiter.done() for waiter in self._waiters):
            player.cut("184")
        super()._notify(n)


class Loop(vclock.VirtualLoop):
    """Counts its turns since the clock last moved, and says nothing of its own."""

    turns = instant = begun_at = 0

    def _run_once(self):
        if self.begun_at != vclock.clock.now:
            self.instant = self.turns
        self.turns += 1
        self.begun_at = vclock.clock.now
        super()._run_once()

    def turn_of_instant(self):
        return self.turns - self.instant if self.begun_at == vclock.clock.now else 0

    def _deadlock_report(self):
        return ""


class Actor:
    """Who plays a body; number 0 stands for callbacks."""

    def __init__(self, number, body=None):
        self.number, self.body = number, body
        self.group = self.timeout = None
        self.failures = 0   # that left a record


class Slot:
    """A name for a task. One whose group has ended is gone; see world.h."""

    def __init__(self, task, group):
        self.task, self.group, self.gone = task, group, False


class Callback:
    """One callback to come, and what it is to do."""

    def __init__(self):
        self.pending, self.handle, self.source, self.function = False, None, None, None


class Player:
    """Plays one program."""

    def __init__(self, program):
        semaphores, queues, barriers, self.bodies, (self.way, *self.mains) = program
        self.lines, self.difference, self.over = [], None, False
        self.tasks, self.ends, self.waits, self.told = [], itertools.count(), {}, set()
        self.locks = [asyncio.Lock() for _ in range(LOCKS)]
        self.conditions = [Condition(), Condition(self.locks[0])]
        self.events = [asyncio.Event() for _ in range(EVENTS)]
        self.semaphores = [(asyncio.BoundedSemaphore if bounded else asyncio.Semaphore)(permits)
                           for permits, bounded in semaphores]
        self.queues = [QUEUES[order](capacity) for capacity, order in queues]
        self.barriers = [asyncio.Barrier(parties) for parties in barriers]
        self.callbacks = [Callback() for _ in range(HANDLES)]
        self.variables = [contextvars.ContextVar(f"v{i}", default=0) for i in range(VARIABLES)]
        self.slots, self.all_slots = [None] * SLOTS, []
        self.actors = [Actor(0)]
        self.owners = {}

    # What is said, and where it stops.

    def say(self, actor, op, code, more=""):
        if not self.difference:
            number = op[1] if op else 0
            self.lines.append(f"{vclock.clock.now}+{self.loop.turn_of_instant()} {actor.number} #{number} {code} {more}".rstrip())

    def cut(self, difference):
        """From here on Weft does something else."""
        if not self.difference:
            self.difference = difference
            vclock.clock.end(0)

    def foresee_cancel(self, task):
        """A cancel that comes when its task was handed something, or in the middle of a hand-over."""
        kind, thing = self.waits.get(task, (None, None))
        future = task._fut_waiter
        if kind is None or future is None or task.done() or future.cancelled():
            return
        woken = future.done()
        if kind == "late":
            self.cut("late")
        elif kind == "gather":
            self.cut("102")
        elif kind == "shield" and thing.done():
            self.cut("shield")
        elif kind == "condition" and future not in thing._waiters:     # it takes the lock again
            self.cut("156" if task in self.told else "184")
        elif kind == "condition":
            if woken:
                self.cut("184")
            self.told.add(task)
        elif kind == "lock" and woken:
            self.cut("156")
        elif kind == "semaphore" and woken:
            self.cut("166")
        elif kind == "get" and woken and not (thing._is_shutdown and thing.empty()):
            self.cut("200")
        elif kind == "put" and woken and not (thing._is_shutdown and thing.full()):
            self.cut("201")
        elif kind == "barrier" and (woken or list(thing._cond._waiters) != [future]):
            self.cut("194")

    def woken(self, kind, queue):
        """How many were woken by this queue and have not run since."""
        return sum(waits == (kind, queue) and task._fut_waiter is not None and task._fut_waiter.done()
                   and not task._fut_waiter.cancelled() for task, waits in self.waits.items())

    def foresee_claim(self, op, queue, kind, left):
        """Who comes now would take what a woken waiter of Weft's has a claim on."""
        woken = self.woken(kind, queue)
        if woken and left <= woken:
            self.cut("202")

    # Runs.

    def play(self):
        vclock.clock.__init__()
        code = self.run_in_runner() if self.way == RUNNER else self.run_to_the_end()
        self.over = True
        if not self.difference:
            self.lines.append(f"end {code} {vclock.clock.now}")
            if self.way == AGAIN and code != DEADLOCK:      # asyncio's locks and queues belong to one loop
                self.difference = "again"
        if self.difference:
            self.lines.append(f"cut {self.difference}")
        said = "\n".join(self.lines)
        self.put_away()
        return said

    def make_loop(self):
        self.loop = Loop()
        self.loop.set_task_factory(self.make_task)
        self.loop.set_exception_handler(lambda loop, context: None)
        self.futures = [self.loop.create_future() for _ in range(FUTURES)]
        return self.loop

    def make_task(self, loop, coroutine, **options):
        call = Call(coroutine)
        task = Task(call, loop=loop, **options)
        task.call = call
        self.tasks.append(task)
        return task

    def run_to_the_end(self):
        return self.attempt_run(lambda: asyncio.run(self.main(), loop_factory=self.make_loop))

    def run_in_runner(self):
        """Main tasks one after the other on one loop, each with what the one before it left."""
        runner = asyncio.Runner(loop_factory=self.make_loop)
        code = self.attempt_run(lambda: runner.run(self.play_body(self.cast(0))))
        for body in self.mains:
            if code == DEADLOCK or self.difference:
                break
            self.lines.append(f"run {code}")
            actor = self.cast(body)
            if actor:
                code = self.attempt_run(lambda: runner.run(self.play_body(actor)))
        self.over = True
        return self.attempt_run(runner.close) or code

    def attempt_run(self, run):
        """What Weft's run would return."""
        try:
            run()
        except vclock.End as end:
            return end.code
        except asyncio.CancelledError:
            return ENDED_CANCELLED
        except Exception as error:
            code = code_of(error)
            return code if code > 0 else ENDED_FAILED
        return 0

    def put_away(self):
        """Ends what a deadlock or a cut has left."""
        for task in self.tasks:
            if not task.done():
                try:
                    task.call.close()
                except BaseException:       # its clean-up wanted to wait, or had something to say
                    pass

    async def main(self):
        try:
            await self.play_body(self.cast(0))
        finally:
            self.over = True

    # Bodies.

    def cast(self, body):
        if len(self.actors) == ACTORS:
            return None
        self.actors.append(Actor(len(self.actors), self.bodies[body]))
        return self.actors[-1]

    async def play_body(self, actor):
        error = None
        self.say(actor, None, 0, "begins")
        try:
            await self.run(actor, actor.body)
        except FAILURES as raised:
            error = raised
        self.say(actor, None, code_of(error), f"ends {text_of(error)}")
        if error:
            raise error

    async def run(self, actor, body):
        for op in body:
            result = getattr(self, "do_" + op[0])(actor, op, *op[2])
            if result is not None:
                await result

    def act(self, callback):
        """What a callback does never waits."""
        callback.pending = False
        for op in callback.action:
            getattr(self, "do_" + op[0])(self.actors[0], op, *op[2])

    async def wait(self, actor, op, waits, awaitable, more=lambda error: ""):
        """Waits, and says what came of it."""
        task = asyncio.current_task()
        outer, error, result = self.waits.get(task), None, None
        self.waits[task] = waits
        try:
            result = await awaitable
        except FAILURES as raised:
            error = raised
        finally:
            self.waits[task] = outer or (None, None)
            self.told.discard(task)
        self.say(actor, op, code_of(error), more(error))
        if error:
            actor.failures += 1
            raise error
        return result

    def attempt(self, actor, op, call, *arguments):
        """Does what does not wait, and says its code."""
        try:
            call(*arguments)
            self.say(actor, op, 0)
        except Exception as error:
            self.say(actor, op, code_of(error))

    def none(self, actor, op):
        self.say(actor, op, 0, "none")

    # Time, failures, clean-up.

    def do_sleep(self, actor, op, milliseconds):
        return self.wait(actor, op, ("sleep", None), asyncio.sleep(milliseconds / 1000))

    def do_yield(self, actor, op):
        return self.wait(actor, op, ("sleep", None), asyncio.sleep(0))

    def do_block(self, actor, op, milliseconds):
        time.sleep(milliseconds / 1000)
        self.say(actor, op, 0)

    async def do_fail(self, actor, op, code):
        self.say(actor, op, code)
        actor.failures += 1
        raise Fail(code, f"f{op[1]}")

    async def do_try(self, actor, op, mode):
        try:
            await self.run(actor, op[3])
        except FAILURES as error:
            self.say(actor, op, code_of(error), f"caught {text_of(error)}")
            await self.clean_up(actor, op[4], error if mode == RAISE_AGAIN else None)
            if mode == TAKE_BACK:
                self.say(actor, op, asyncio.current_task().uncancel(), "requests")
            if mode == RAISE_AGAIN:
                raise error

    async def do_finally(self, actor, op):
        error = None
        try:
            await self.run(actor, op[3])
        except FAILURES as raised:
            error = raised
        self.say(actor, op, code_of(error), "finally")
        await self.clean_up(actor, op[4], error)
        if error:
            raise error

    async def clean_up(self, actor, body, error):
        """What fails in clean-up replaces the record, the only one, of the failure that comes after it."""
        before = actor.failures
        await self.run(actor, body)
        if isinstance(error, Fail) and actor.failures > before:
            self.cut("record")

    # Locks, events, semaphores, conditions, barriers.

    async def hold(self, actor, op, kind, thing, lock):
        await self.wait(actor, op, (kind, thing), lock.acquire())
        self.owners[lock] = asyncio.current_task()
        try:
            await self.run(actor, op[3])
        finally:
            self.release(actor, op, lock)

    def release(self, actor, op, lock):
        """Only the holder may."""
        if self.owners.get(lock) is not asyncio.current_task():
            return self.say(actor, op, USAGE)
        self.let_go(lock)
        lock.release()
        self.say(actor, op, 0)

    def let_go(self, lock):
        """A first waiter that was cancelled and has not run yet keeps asyncio's lock from the next one for a turn."""
        self.owners[lock] = None
        if lock._waiters and lock._waiters[0].cancelled() and not all(waiter.cancelled() for waiter in lock._waiters):
            self.cut("156")

    def do_lock(self, actor, op, index):
        return self.hold(actor, op, "lock", self.locks[index], self.locks[index])

    def do_unlock(self, actor, op, index):
        self.release(actor, op, self.locks[index])

    def do_event_wait(self, actor, op, index):
        return self.wait(actor, op, ("event", None), self.events[index].wait())

    def do_event_set(self, actor, op, index):
        self.attempt(actor, op, self.events[index].set)

    def do_event_clear(self, actor, op, index):
        self.attempt(actor, op, self.events[index].clear)

    def do_acquire(self, actor, op, index):
        semaphore = self.semaphores[index]
        if semaphore._value > 0 and semaphore.locked():     # one who was woken has not run: in Weft it has its permit
            self.cut("166")
        return self.wait(actor, op, ("semaphore", semaphore), semaphore.acquire())

    def do_release(self, actor, op, index):
        self.attempt(actor, op, self.semaphores[index].release)

    async def do_semaphore(self, actor, op, index):
        await self.do_acquire(actor, op, index)
        try:
            await self.run(actor, op[3])
        finally:
            self.do_release(actor, op, index)

    def do_condition(self, actor, op, index):
        lock = self.conditions[index]._lock
        return self.hold(actor, op, "lock", lock, lock)

    async def do_condition_wait(self, actor, op, index):
        condition = self.conditions[index]
        lock, task = condition._lock, asyncio.current_task()
        if self.owners.get(lock) is not task:
            self.say(actor, op, USAGE)
            raise Fail(USAGE)
        self.let_go(lock)
        try:
            await self.wait(actor, op, ("condition", condition), condition.wait())
        finally:
            self.owners[lock] = task

    def do_notify(self, actor, op, index, count):
        condition = self.conditions[index]
        if self.owners.get(condition._lock) is not asyncio.current_task():
            return self.say(actor, op, USAGE)
        self.attempt(actor, op, condition.notify, count)

    async def do_barrier_wait(self, actor, op, index):
        barrier, place = self.barriers[index], -1
        self.foresee_barrier(barrier)

        async def come():
            nonlocal place
            place = await barrier.wait()
        await self.wait(actor, op, ("barrier", barrier), come(), lambda error: f"index {place}")

    def foresee_barrier(self, barrier):
        """While asyncio lets its waiters out one by one, Weft has let all of them go; so for one that was cancelled."""
        left = any(waits == ("barrier", barrier) and task._fut_waiter and task._fut_waiter.cancelled()
                   for task, waits in self.waits.items())
        if left or barrier._state.value in ("draining", "resetting"):
            self.cut("194")

    def do_barrier_reset(self, actor, op, index):
        self.foresee_barrier(self.barriers[index])
        return self.wait(actor, op, ("barrier", self.barriers[index]), self.barriers[index].reset())

    def do_barrier_abort(self, actor, op, index):
        self.foresee_barrier(self.barriers[index])
        return self.wait(actor, op, ("barrier", self.barriers[index]), self.barriers[index].abort())

    # Queues.

    def do_put(self, actor, op, index, item):
        queue = self.queues[index]
        self.foresee_put(op, queue)
        return self.wait(actor, op, ("put", queue), queue.put(item), lambda error: f"size {queue.qsize()}")

    def do_put_nowait(self, actor, op, index, item):
        queue, error = self.queues[index], None
        self.foresee_put(op, queue)
        try:
            queue.put_nowait(item)
        except Exception as raised:
            error = raised
        self.say(actor, op, code_of(error), f"size {queue.qsize()}")

    def foresee_put(self, op, queue):
        if queue.maxsize and not queue._is_shutdown:
            self.foresee_claim(op, queue, "put", queue.maxsize - queue.qsize())

    async def do_get(self, actor, op, index):
        queue, item = self.queues[index], 0

        async def get():
            nonlocal item
            item = await queue.get()
        self.foresee_claim(op, queue, "get", queue.qsize())
        await self.wait(actor, op, ("get", queue), get(), lambda error: f"item {item} size {queue.qsize()}")

    def do_get_nowait(self, actor, op, index):
        queue, item, error = self.queues[index], 0, None
        self.foresee_claim(op, queue, "get", queue.qsize())
        try:
            item = queue.get_nowait()
        except Exception as raised:
            error = raised
        self.say(actor, op, code_of(error), f"item {item} size {queue.qsize()}")

    def do_task_done(self, actor, op, index):
        self.attempt(actor, op, self.queues[index].task_done)

    def do_queue_join(self, actor, op, index):
        return self.wait(actor, op, ("drain", None), self.queues[index].join())

    def do_shutdown(self, actor, op, index, at_once):
        queue = self.queues[index]
        if at_once and self.woken("get", queue) and not queue.empty():
            self.cut("200")
        queue.shutdown(bool(at_once))
        self.say(actor, op, 0, f"size {queue.qsize()}")

    # Futures.

    def do_future_wait(self, actor, op, index):
        return self.wait(actor, op, ("future", None), self.futures[index])

    def do_future_wait_shielded(self, actor, op, index):
        return self.wait(actor, op, ("shield", self.futures[index]), asyncio.shield(self.futures[index]))

    def do_future_wait_within(self, actor, op, index, milliseconds):
        self.foresee_scope()
        return self.wait(actor, op, (late(milliseconds), None),
                         asyncio.wait_for(self.futures[index], seconds(milliseconds)))

    def do_future_set(self, actor, op, index):
        self.attempt(actor, op, self.futures[index].set_result, None)

    def do_future_fail(self, actor, op, index, code):
        self.attempt(actor, op, self.futures[index].set_exception, Fail(code, f"f{op[1]}"))

    def do_future_cancel(self, actor, op, index, reason):
        self.say(actor, op, 0 if self.futures[index].cancel(REASONS[reason]) else CLOSED)

    def do_future_result(self, actor, op, index):
        self.say(actor, op, self.result_of(self.futures[index]))

    def result_of(self, future):
        if not future.done():
            return PENDING
        return CANCELLED if future.cancelled() else code_of(future.exception())

    # Tasks.

    def name_task(self, actor, op, body, make, group=None):
        if self.over:
            self.cut("233")
        child = self.cast(body)
        if not child:
            return self.none(actor, op)
        coroutine = self.play_body(child)
        try:
            task = make(coroutine)
        except RuntimeError:
            coroutine.close()
            return self.say(actor, op, 0, "refused")
        self.slots[op[2][0]] = Slot(task, group)
        self.all_slots.append(self.slots[op[2][0]])
        self.say(actor, op, 0, f"task {child.number}")

    def do_spawn(self, actor, op, slot, body):
        self.name_task(actor, op, body, self.loop.create_task)

    def do_spawn_now(self, actor, op, slot, body):
        self.name_task(actor, op, body, lambda coroutine: self.loop.create_task(coroutine, eager_start=True))

    def do_group_spawn(self, actor, op, slot, body):
        if not actor.group:
            return self.none(actor, op)
        self.name_task(actor, op, body, actor.group.create_task, actor.group)

    def do_group_spawn_now(self, actor, op, slot, body):
        if not actor.group:
            return self.none(actor, op)
        self.name_task(actor, op, body, lambda coroutine: actor.group.create_task(coroutine, eager_start=True),
                       actor.group)

    def named(self, index, self_too=True):
        slot = self.slots[index]
        if not slot or slot.gone or (not self_too and slot.task is asyncio.current_task()):
            return None
        return slot

    def do_cancel(self, actor, op, index, reason):
        slot = self.named(index)
        if not slot:
            return self.none(actor, op)
        self.say(actor, op, 0 if slot.task.cancel(REASONS[reason]) else CLOSED)

    def do_cancel_self(self, actor, op, reason):
        self.say(actor, op, 0 if asyncio.current_task().cancel(REASONS[reason]) else CLOSED)

    def do_uncancel(self, actor, op):
        self.say(actor, op, asyncio.current_task().uncancel(), "requests")

    def do_cancelling(self, actor, op):
        self.say(actor, op, asyncio.current_task().cancelling(), "requests")

    def do_result(self, actor, op, index):
        slot = self.named(index)
        if not slot:
            return self.none(actor, op)
        self.say(actor, op, self.result_of(slot.task))

    async def join(self, actor, op, index, way, kind="task"):
        slot = self.named(index, self_too=False)
        if not slot:
            return self.none(actor, op)

        await self.wait(actor, op, (kind, slot.task), way(slot.task), text_of)

    def do_join(self, actor, op, index):
        return self.join(actor, op, index, lambda task: task)

    def do_join_shielded(self, actor, op, index):
        return self.join(actor, op, index, asyncio.shield, "shield")

    def do_join_within(self, actor, op, index, milliseconds):
        self.foresee_scope()
        return self.join(actor, op, index, lambda task: asyncio.wait_for(task, seconds(milliseconds)),
                         late(milliseconds))

    # Several tasks.

    def name_several(self, indices):
        return [slot for slot in (self.named(index, self_too=False) for index in indices) if slot]

    async def do_wait(self, actor, op, mode, milliseconds, *indices):
        tasks = [slot.task for slot in self.name_several(indices)]
        if not tasks:
            return self.none(actor, op)

        def ended(error):
            return f"ended {sum(task.done() << place for place, task in enumerate(tasks))}"
        await self.wait(actor, op, ("tasks", None),
                        asyncio.wait(tasks, timeout=seconds(milliseconds), return_when=MODES[mode]), ended)

    async def do_as_completed(self, actor, op, *indices):
        slots = self.name_several(indices)
        tasks = [slot.task for slot in slots]
        if not tasks:
            return self.none(actor, op)
        if sum(task.done() for task in set(tasks)) > 1:     # in the order of their ends in Weft, in CPython in that of a set
            self.cut("completed")

        async def each():
            completed = asyncio.as_completed(tasks)
            async for task in completed:
                if any(slot.task is task and slot.gone for slot in slots):
                    self.cut("stale")
                self.say(actor, op, 0, f"next {tasks.index(task)}")
                if any(task.done() for task in completed._todo):     # Weft hands it out, asyncio has not heard of it yet
                    self.cut("completed")
        await self.wait(actor, op, ("tasks", None), each(), lambda error: "no more")

    async def do_join_all(self, actor, op, *indices):
        slots = self.name_several(indices)
        tasks = [slot.task for slot in slots]
        if not tasks:
            return self.none(actor, op)

        async def all_of_them():
            try:
                await asyncio.gather(*tasks, return_exceptions=True)
            except asyncio.CancelledError:
                failed = [task for task in tasks if self.result_of(task) not in (0, CANCELLED)]
                if not failed:
                    raise
                me = asyncio.current_task()     # both are delivered, as a group's: the failure now, the cancel at the next wait
                me.uncancel()
                me.cancel()
                min(failed, key=lambda task: task.call.ended).result()
            for task in sorted(tasks, key=lambda task: task.call.ended):
                task.result()

        def codes(error):
            if any(slot.gone for slot in slots):
                self.cut("stale")
            return "codes" + ("" if code_of(error) == CANCELLED else "".join(f" {self.result_of(task)}" for task in tasks))
        await self.wait(actor, op, ("tasks", None), all_of_them(), codes)

    def cast_calls(self, bodies):
        if len(self.actors) + len(bodies) > ACTORS:
            return []
        return [self.cast(body) for body in bodies]

    async def do_gather(self, actor, op, *bodies):
        actors = self.cast_calls(bodies)
        if not actors:
            return self.none(actor, op)
        if self.over:
            self.cut("233")

        async def call(actor):
            try:
                await self.play_body(actor)
            except FAILURES:
                self.cut("096")
                raise
            if asyncio.current_task()._must_cancel:     # it ends cancelled
                self.cut("096")

        async def gather():
            try:
                await asyncio.gather(*map(call, actors))
            except FAILURES:
                self.cut("096")
                raise
        await self.wait(actor, op, ("gather", None), gather())

    async def do_gather_settled(self, actor, op, *bodies):
        actors, results = self.cast_calls(bodies), []
        if not actors:
            return self.none(actor, op)
        if self.over:
            self.cut("233")

        async def settle():
            results.extend(await asyncio.gather(*map(self.play_body, actors), return_exceptions=True))
            actor.failures += any(results)
        await self.wait(actor, op, ("tasks", None), settle(),
                        lambda error: "codes" + "".join(f" {code_of(result)}" for result in results))

    # Scopes.

    def foresee_scope(self):
        """A request that was not told yet when a scope begins is not the scope's, in Weft."""
        if asyncio.current_task()._must_cancel:
            self.cut("untold")

    def do_wait_for(self, actor, op, milliseconds):
        self.foresee_scope()
        return self.wait(actor, op, (late(milliseconds), None), asyncio.wait_for(self.run(actor, op[3]), seconds(milliseconds)))

    async def in_timeout(self, actor, op, milliseconds, more):
        self.foresee_scope()
        timeout, outer = asyncio.timeout(seconds(milliseconds)), actor.timeout

        async def scope():
            async with timeout:
                actor.timeout = timeout
                try:
                    await self.run(actor, op[3])
                finally:
                    actor.timeout = outer
        await self.wait(actor, op, (None, None), scope(), lambda error: more(timeout))

    def do_timeout(self, actor, op, milliseconds):
        return self.in_timeout(actor, op, milliseconds, lambda timeout: f"expired {int(timeout.expired())}")

    def do_timeout_left(self, actor, op, milliseconds):
        """The same scope in another form, which says nothing of how it ended."""
        return self.in_timeout(actor, op, milliseconds, lambda timeout: "")

    def do_reschedule(self, actor, op, milliseconds):
        if not actor.timeout:
            return self.none(actor, op)
        when = FOR_EVER if milliseconds < 0 else self.loop.time() + milliseconds / 1000
        try:
            actor.timeout.reschedule(when)
            self.say(actor, op, 0)
        except RuntimeError:
            self.say(actor, op, USAGE)

    async def in_group(self, actor, op, more):
        outer, own, before, failed = actor.group, None, False, []
        group, requests = asyncio.TaskGroup(), asyncio.current_task().cancelling()

        async def scope():
            nonlocal own, before, failed
            try:
                async with group:
                    actor.group = group
                    try:
                        await self.run(actor, op[3])
                    except Exception as error:
                        own, before = error, not group._errors
                        raise
                    finally:
                        actor.group = outer
            except ExceptionGroup as errors:
                failed = errors.exceptions
                task = asyncio.current_task()
                if task._must_cancel and (requests or (outer and outer._parent_cancel_requested)):
                    self.cut("nested")
                raise own if before else failed[0]

        def told(error):
            for slot in self.all_slots:
                slot.gone |= slot.group is group
            return more(failed)
        await self.wait(actor, op, (None, None), scope(), told)

    def do_group(self, actor, op):
        return self.in_group(actor, op, lambda failed: "failed" + "".join(f" {code_of(each)}" for each in failed))

    def do_group_tried(self, actor, op):
        """The same group in another form, which gives one failure only."""
        return self.in_group(actor, op, lambda failed: "")

    # What asyncio has not, or not with these turns: from here on Weft plays alone.

    def alone(self, actor, op, *arguments):
        self.cut("weft")

    do_end_close = do_exits = do_future_chain = do_generator = do_group_left = do_limiter = do_race = alone
    do_receive = do_receive_nowait = do_resize = do_send = do_send_nowait = do_settled_group = do_shield = alone

    # Callbacks.

    def prepare(self, op, index):
        callback = self.callbacks[index]
        if callback.pending:
            return None
        callback.__init__()
        callback.pending, callback.action = True, op[3]
        callback.function = lambda *_: self.act(callback)
        return callback

    def do_call_soon(self, actor, op, index):
        callback = self.prepare(op, index)
        if not callback:
            return self.none(actor, op)
        callback.handle = self.loop.call_soon(callback.function)
        self.say(actor, op, 0)

    def do_call_later(self, actor, op, index, milliseconds):
        callback = self.prepare(op, index)
        if not callback:
            return self.none(actor, op)
        callback.handle = self.loop.call_later(milliseconds / 1000, callback.function)
        self.say(actor, op, 0)

    def on_done(self, actor, op, index, source):
        callback = self.prepare(op, index)
        if not callback:
            return self.none(actor, op)
        callback.source = source
        source.add_done_callback(callback.function)
        self.say(actor, op, 0)

    def do_future_on_done(self, actor, op, index, future):
        self.on_done(actor, op, index, self.futures[future])

    def do_task_on_done(self, actor, op, index, place):
        slot = self.named(place)
        if not slot:
            return self.none(actor, op)
        self.on_done(actor, op, index, slot.task)

    def do_handle_cancel(self, actor, op, index):
        callback = self.callbacks[index]
        if not callback.pending or (callback.source and callback.source.done()):
            return self.none(actor, op)
        if callback.source:
            callback.source.remove_done_callback(callback.function)
        else:
            callback.handle.cancel()
        callback.pending = False
        self.say(actor, op, 1)

    # Variables.

    def do_variable_set(self, actor, op, index, value):
        self.variables[index].set(value)
        self.say(actor, op, 0)

    def do_variable_get(self, actor, op, index):
        self.say(actor, op, self.variables[index].get(), "value")


def play_all(text):
    """Plays a program from each line and gives what each of them says."""
    global player
    outputs = []
    for line in text.splitlines():
        player = Player(json.loads(line))
        try:
            outputs.append(player.play())
        except RecursionError:
            outputs.append("cut recursion")
    player = None
    gc.collect()
    return json.dumps(outputs)


vclock.install()
sys.unraisablehook = lambda unraisable: None
