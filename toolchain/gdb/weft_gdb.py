"""What gdb shows of the tasks of a native Weft program: `weft tasks`, `weft backtrace` (docs/debugging.md).

    gdb -x weft_gdb.py ./program
"""

import os
import sys

import gdb

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))

from weft_tasks import NO_SYMBOLS, Tasks  # noqa: E402


class Gdb:
    """What weft_tasks.py asks of a debugger."""

    Error = gdb.GdbError

    def loop(self):
        try:
            self.kind = gdb.lookup_type("struct weft__task")
            return gdb.parse_and_eval("weft__loop")
        except gdb.error:
            raise gdb.GdbError(NO_SYMBOLS)

    def task_of(self, node):
        offset = [field.bitpos // 8 for field in self.kind.fields() if field.name == "made"][0]
        byte = gdb.lookup_type("char").pointer()
        return (node.cast(byte) - offset).cast(self.kind.pointer()).dereference()

    def member(self, value, name):
        return value[name]

    def number(self, value):
        return int(value)

    def target(self, value):
        return value.dereference()

    def text(self, value):
        return value.string(errors="replace").split("\0")[0]

    def read(self, address, size):
        return bytes(gdb.selected_inferior().read_memory(address, size))

    def machine(self):
        name = gdb.newest_frame().architecture().name()
        return "x86-64" if "x86-64" in name else name

    def registers(self, names):
        frame = gdb.newest_frame()
        return {name: int(frame.read_register(name)) & (2**64 - 1) for name in names}

    def put(self, values):
        for name, value in values.items():
            gdb.execute(f"set ${name} = {value:#x}", to_string=True)

    def frames(self, options):
        try:
            return gdb.execute(f"backtrace {options}", to_string=True)
        except gdb.error as error:
            raise gdb.GdbError(f"The stack cannot be walked: {error}")

    def stay(self):
        thread = gdb.selected_thread()
        level = gdb.selected_frame().level()
        gdb.newest_frame().select()

        def go_back():
            thread.switch()
            gdb.execute(f"frame {level}", to_string=True)

        return go_back


class Weft(gdb.Command):
    """Tasks of a Weft program: weft tasks, weft backtrace."""

    def __init__(self):
        super().__init__("weft", gdb.COMMAND_STACK, prefix=True)


class ListTasks(gdb.Command):
    """All tasks: number, name, what each does or waits for, and where.  weft tasks"""

    def __init__(self):
        super().__init__("weft tasks", gdb.COMMAND_STACK)

    def invoke(self, argument, from_tty):
        print(Tasks(Gdb()).list())


class Backtrace(gdb.Command):
    """The backtrace of one task, or of all.  weft backtrace TASK|all [options of backtrace]

TASK is a number or a name of "weft tasks"."""

    def __init__(self):
        super().__init__("weft backtrace", gdb.COMMAND_STACK)

    def invoke(self, argument, from_tty):
        print(Tasks(Gdb()).walk(argument.split()))


Weft()
ListTasks()
Backtrace()
gdb.execute("alias weft bt = weft backtrace")
