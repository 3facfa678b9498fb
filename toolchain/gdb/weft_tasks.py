"""What gdb and lldb show of the tasks of a native Weft program; weft_gdb.py and weft_lldb.py bring the debugger's own part.

A task that waits is a stack whose registers lie on its top, as weft__switch left them (runtime/port/stack_x86_64.S,
stack_aarch64.S). To walk it, its registers are put in place of the thread's, and the thread's are put back afterwards:
so nothing of the program runs meanwhile, but the program must be alive (no core file).

A debugger is an object: loop() and task_of(node), which give values; member(value, name), number(value), text(value),
target(value), which read them; read(address, size); machine(); registers(names) and put(values), of the thread;
frames(options), the backtrace of the thread as it prints it; stay(), which gives what brings the user back to the frame
of before; Error, for a sentence.
"""

STATES = {1: "has not begun", 2: "is ready", 3: "runs", 4: "waits", 5: "has ended"}

NO_SYMBOLS = ("The program has no debug information of Weft: compile it with -g and with a Weft that has it, "
              "such as weft run --host native -g.")
NO_TASKS = "There are no tasks: weft_run has not begun, or has ended."

# From the saved stack pointer: the registers and where each lies; then the pointer as it is after the switch.
SAVED = {
    "x86-64": ({"r15": 0, "r14": 8, "r13": 16, "r12": 24, "rbx": 32, "rbp": 40, "rip": 48}, "rsp", 56),
    "aarch64": ({**{f"x{19 + i}": 8 * i for i in range(11)}, "lr": 88, "pc": 88}, "sp", 160),
}


class Tasks:
    """The tasks of the program that a debugger holds."""

    def __init__(self, debugger):
        self.debugger = debugger

    def all(self):
        """In the order in which they were made."""
        debugger = self.debugger
        node = debugger.member(debugger.member(debugger.loop(), "tasks"), "first")
        while debugger.number(node):
            yield debugger.task_of(node)
            node = debugger.member(debugger.target(node), "next")

    def find(self, word):
        for task in self.all():
            if word in self.name(task):
                return task
        raise self.debugger.Error(f'There is no task {word}. "weft tasks" lists them.')

    def word(self, value, *path):
        """A number behind members, one inside the other; a pointer on the way is followed."""
        return self.debugger.number(self.at(value, *path))

    def at(self, value, *path):
        for name in path:
            value = self.debugger.member(value, name)
        return value

    def string(self, pointer, *path):
        """The text that a member points to; None for none."""
        value = self.at(self.debugger.target(pointer), *path)
        return self.debugger.text(value) if self.debugger.number(value) else None

    def place(self, pointer):
        """FILE:LINE in FUNCTION of a weft_place."""
        if not self.debugger.number(pointer):
            return "?"
        file = (self.string(pointer, "file") or "?").split("/")[-1]
        line = self.word(self.debugger.target(pointer), "line")
        return f"{file}:{line} in {self.string(pointer, 'function') or '?'}"

    def name(self, task):
        name = self.debugger.text(self.at(task, "name"))
        number = self.word(task, "number")
        return f"{number}", name or ("main" if number == 1 else f"Task-{number}")

    def waiting_for(self, task):
        """What its wait describes of itself (runtime/core/wait.h)."""
        wait = self.at(task, "waiting")
        if not self.debugger.number(wait):
            return ""
        wait = self.debugger.target(wait)
        kind = self.at(wait, "kind")
        words = self.string(kind, "words") or self.string(kind, "name")
        noun = self.string(kind, "noun")
        of = self.at(self.debugger.target(kind), "of")
        if noun is None and self.debugger.number(of):
            noun = self.string(of, "noun")
        resource = self.at(wait, "resource")
        called = self.string(resource, "name") if self.debugger.number(resource) else None
        return " ".join(word for word in (words, noun, called) if word)

    def describe(self, task):
        number, name = self.name(task)
        state = self.word(task, "state")
        what = STATES.get(state, f"is in state {state}")
        waits_at = self.at(task, "waits_at")
        if state == 4:
            what = f"{self.waiting_for(task) or 'waits'} at {self.place(waits_at)}"
        elif state == 2 and self.debugger.number(waits_at):
            what = f"is ready, and goes on at {self.place(waits_at)}"
        current = "*" if state == 3 else " "
        return f"{current} {number:>4}  {name:<20} {what}; spawned at {self.place(self.at(task, 'spawned_at'))}"

    def backtrace(self, task, options):
        """The backtrace of a task, as the debugger prints it."""
        debugger = self.debugger
        state = self.word(task, "state")
        if state == 3:
            return debugger.frames(options)
        stack = self.at(task, "stack")
        if state == 1 or not debugger.number(stack):
            return f"It {STATES.get(state, 'has no stack')}.\n"
        machine = debugger.machine()
        if machine not in SAVED:
            raise debugger.Error(f"Stacks of {machine} are not known here.")
        saved, pointer, size = SAVED[machine]
        top = self.word(debugger.target(stack), "pointer")
        memory = debugger.read(top, size)
        go_back = debugger.stay()
        before = debugger.registers([*saved, pointer])
        try:
            debugger.put({name: int.from_bytes(memory[at:at + 8], "little") for name, at in saved.items()})
            debugger.put({pointer: top + size})
            return debugger.frames(options)
        finally:
            debugger.put(before)
            go_back()

    def list(self):
        """What `weft tasks` prints."""
        return "\n".join(self.describe(task) for task in self.all()) or NO_TASKS

    def walk(self, words):
        """What `weft backtrace` prints."""
        if not words:
            raise self.debugger.Error("weft backtrace takes a task, by its number or name, or all.")
        wanted = list(self.all()) if words[0] == "all" else [self.find(words[0])]
        return "\n".join(f"{self.describe(task)}\n{self.backtrace(task, ' '.join(words[1:]))}".rstrip("\n") for task in wanted)
