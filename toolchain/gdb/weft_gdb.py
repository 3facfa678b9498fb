"""What gdb shows of the tasks of a native Weft program: `weft tasks`, `weft backtrace` (docs/debugging.md).

    gdb -x weft_gdb.py ./program

A task that waits is a stack whose registers lie on its top, as weft__switch left them (runtime/port/stack_x86_64.S,
stack_aarch64.S). To walk it, its registers are put in place of the thread's, and the thread's are put back afterwards:
so nothing of the program runs meanwhile, but the program must be alive (no core file).
"""

import gdb

STATES = {1: "has not begun", 2: "is ready", 3: "runs", 4: "waits", 5: "has ended"}

# From the saved stack pointer: the registers and where each lies; then the pointer as it is after the switch.
SAVED = {
    "x86-64": ({"r15": 0, "r14": 8, "r13": 16, "r12": 24, "rbx": 32, "rbp": 40, "rip": 48}, "rsp", 56),
    "aarch64": ({**{f"x{19 + i}": 8 * i for i in range(11)}, "lr": 88, "pc": 88}, "sp", 160),
}


def text(value):
    """A C string, or None."""
    return value.string(errors="replace") if int(value) else None


def place(pointer):
    """FILE:LINE in FUNCTION of a weft_place."""
    if not int(pointer):
        return "?"
    what = pointer.dereference()
    file = (text(what["file"]) or "?").split("/")[-1]
    return f"{file}:{int(what['line'])} in {text(what['function']) or '?'}"


def tasks():
    """All tasks, in the order in which they were made."""
    try:
        loop = gdb.parse_and_eval("weft__loop")
        kind = gdb.lookup_type("struct weft__task")
    except gdb.error:
        raise gdb.GdbError("The program has no debug information of Weft: compile it with -g and with a Weft that has it, "
                           "such as weft run --host native -g.")
    offset = [field.bitpos // 8 for field in kind.fields() if field.name == "made"][0]
    byte = gdb.lookup_type("char").pointer()
    node = loop["tasks"]["first"]
    while int(node):
        yield (node.cast(byte) - offset).cast(kind.pointer()).dereference()
        node = node.dereference()["next"]


def name_of(task):
    name = task["name"].string(errors="replace").split("\0")[0]
    number = int(task["number"])
    return f"{number}", name or ("main" if number == 1 else f"Task-{number}")


def waiting_for(task):
    """What its wait describes of itself (runtime/core/wait.h)."""
    wait = task["waiting"]
    if not int(wait):
        return ""
    kind = wait.dereference()["kind"].dereference()
    words = text(kind["words"]) or text(kind["name"]) or ""
    resource = wait.dereference()["resource"]
    noun = text(kind["noun"])
    if noun is None and int(kind["of"]):
        noun = text(kind["of"].dereference()["noun"])
    called = text(resource.dereference()["name"]) if int(resource) else None
    return " ".join(word for word in (words, noun, called) if word)


def describe(task):
    number, name = name_of(task)
    state = int(task["state"])
    what = STATES.get(state, f"is in state {state}")
    if state == 4:
        what = f"{waiting_for(task) or 'waits'} at {place(task['waits_at'])}"
    elif state == 2 and int(task["waits_at"]):
        what = f"is ready, and goes on at {place(task['waits_at'])}"
    current = "*" if state == 3 else " "
    return f"{current} {number:>4}  {name:<20} {what}; spawned at {place(task['spawned_at'])}"


def find(word):
    for task in tasks():
        if word in name_of(task):
            return task
    raise gdb.GdbError(f"There is no task {word}. \"weft tasks\" lists them.")


def registers(names):
    frame = gdb.newest_frame()
    return {name: int(frame.read_register(name)) & (2**64 - 1) for name in names}


def put(values):
    for name, value in values.items():
        gdb.execute(f"set ${name} = {value:#x}", to_string=True)


def backtrace(task, options):
    """The backtrace of a task, as gdb prints it."""
    state = int(task["state"])
    if state == 3:
        return gdb.execute(f"backtrace {options}", to_string=True)
    if state == 1 or not int(task["stack"]):
        return f"It {STATES.get(state, 'has no stack')}.\n"
    machine = gdb.newest_frame().architecture().name()
    machine = "x86-64" if "x86-64" in machine else machine
    if machine not in SAVED:
        raise gdb.GdbError(f"Stacks of {machine} are not known here.")
    saved, pointer, size = SAVED[machine]
    top = int(task["stack"].dereference()["pointer"])
    memory = gdb.selected_inferior().read_memory(top, size)
    thread = gdb.selected_thread()
    selected = gdb.selected_frame()
    level = selected.level()
    gdb.newest_frame().select()
    before = registers([*saved, pointer])
    try:
        put({name: int.from_bytes(bytes(memory[at:at + 8]), "little") for name, at in saved.items()})
        put({pointer: top + size})
        return gdb.execute(f"backtrace {options}", to_string=True)
    except gdb.error as error:
        raise gdb.GdbError(f"The stack cannot be walked: {error}")
    finally:
        put(before)
        thread.switch()
        gdb.execute(f"frame {level}", to_string=True)


class Weft(gdb.Command):
    """Tasks of a Weft program: weft tasks, weft backtrace."""

    def __init__(self):
        super().__init__("weft", gdb.COMMAND_STACK, prefix=True)


class Tasks(gdb.Command):
    """All tasks: number, name, what each does or waits for, and where.  weft tasks"""

    def __init__(self):
        super().__init__("weft tasks", gdb.COMMAND_STACK)

    def invoke(self, argument, from_tty):
        lines = [describe(task) for task in tasks()]
        print("\n".join(lines) if lines else "There are no tasks: weft_run has not begun, or has ended.")


class Backtrace(gdb.Command):
    """The backtrace of one task, or of all.  weft backtrace TASK|all [options of backtrace]

TASK is a number or a name of "weft tasks"."""

    def __init__(self):
        super().__init__("weft backtrace", gdb.COMMAND_STACK)

    def invoke(self, argument, from_tty):
        words = argument.split()
        if not words:
            raise gdb.GdbError("weft backtrace takes a task, by its number or name, or all.")
        if words[0] == "all":
            wanted = list(tasks())
        else:
            wanted = [find(words[0])]
        for task in wanted:
            print(describe(task))
            print(backtrace(task, " ".join(words[1:])), end="")


Weft()
Tasks()
Backtrace()
gdb.execute("alias weft bt = weft backtrace")
