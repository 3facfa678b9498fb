"""What lldb shows of the tasks of a native Weft program: `weft tasks`, `weft backtrace` (docs/debugging.md).

    lldb -o "command script import weft_lldb.py" ./program
"""

import os
import sys

import lldb

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))

from weft_tasks import NO_SYMBOLS, Tasks  # noqa: E402


class Sentence(Exception):
    """What is said to the user, and nothing more."""


class Lldb:
    """What weft_tasks.py asks of a debugger."""

    Error = Sentence

    def __init__(self, debugger):
        self.debugger = debugger
        self.target_of = debugger.GetSelectedTarget()
        self.process = self.target_of.GetProcess()
        self.thread = self.process.GetSelectedThread()

    def loop(self):
        loop = self.target_of.FindFirstGlobalVariable("weft__loop")
        self.kind = self.target_of.FindFirstType("weft__task")
        if not loop.IsValid() or not self.kind.IsValid():
            raise Sentence(NO_SYMBOLS)
        if not self.thread.IsValid():
            raise Sentence("The program does not run.")
        return loop

    def task_of(self, node):
        fields = [self.kind.GetFieldAtIndex(i) for i in range(self.kind.GetNumberOfFields())]
        offset = [field.GetOffsetInBytes() for field in fields if field.GetName() == "made"][0]
        place = lldb.SBAddress(node.GetValueAsUnsigned() - offset, self.target_of)
        return self.target_of.CreateValueFromAddress("task", place, self.kind)

    def member(self, value, name):
        return value.GetChildMemberWithName(name)

    def number(self, value):
        return value.GetValueAsUnsigned()

    def target(self, value):
        return value.Dereference()

    def text(self, value):
        place = value.GetValueAsUnsigned() if value.GetType().IsPointerType() else value.GetLoadAddress()
        error = lldb.SBError()
        return self.process.ReadCStringFromMemory(place, 4096, error) or ""

    def read(self, address, size):
        error = lldb.SBError()
        memory = self.process.ReadMemory(address, size, error)
        if not error.Success():
            raise Sentence(f"The stack cannot be read: {error}.")
        return memory

    def machine(self):
        name = self.target_of.GetTriple().split("-")[0]
        return {"x86_64": "x86-64", "arm64": "aarch64"}.get(name, name)

    def registers(self, names):
        frame = self.thread.GetFrameAtIndex(0)
        return {name: frame.FindRegister(name).GetValueAsUnsigned() for name in names}

    def put(self, values):
        for name, value in values.items():
            self.run(f"register write {name} {value:#x}")

    def frames(self, options):
        return self.run(f"thread backtrace {f'-c {options}' if options else ''}")

    def stay(self):
        level = self.thread.GetSelectedFrame().GetFrameID()
        self.thread.SetSelectedFrame(0)
        return lambda: self.thread.SetSelectedFrame(level)

    def run(self, command):
        result = lldb.SBCommandReturnObject()
        self.debugger.GetCommandInterpreter().HandleCommand(command, result)
        if not result.Succeeded():
            raise Sentence(f"The stack cannot be walked: {result.GetError()}")
        return result.GetOutput()


def weft(debugger, command, result, _):
    """Tasks of a Weft program.  weft tasks | weft backtrace TASK|all [how many frames]

TASK is a number or a name of "weft tasks"."""
    name, *words = command.split() or [""]
    try:
        tasks = Tasks(Lldb(debugger))
        if name == "tasks":
            result.AppendMessage(tasks.list())
        elif name in ("backtrace", "bt"):
            result.AppendMessage(tasks.walk(words))
        else:
            raise Sentence("weft tasks, or weft backtrace TASK.")
    except Sentence as sentence:
        result.SetError(str(sentence))


def __lldb_init_module(debugger, _):
    debugger.HandleCommand("command script add -o -f weft_lldb.weft weft")
