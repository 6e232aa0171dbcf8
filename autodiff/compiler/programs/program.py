"""Program: the graph of some outputs as plain data, which can be compiled, kept, sent and printed."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Any, NamedTuple

from autodiff.compiler.programs.operations import operation
from autodiff.graph.sweeps import topological


class Instruction(NamedTuple):
    """One value: an operation (see `operations`) on earlier values, or a leaf: an "input", "parameter" or "seed" (which), or
    a "constant" (what)."""

    op: str
    args: tuple[Any, ...]


LEAVES = frozenset(("input", "parameter", "constant", "seed"))
KINDS = {"parameter": "p", "constant": "c", "seed": "s"}  # the kinds of operands that are no results and no inputs


@dataclass(frozen=True)
class Program:
    """Values computed one after the other; an argument is the place of an earlier instruction.

    inputs, parameters: how many there are. outputs: places. wrt: the leaves to differentiate by, as ("input", 0).
    gradient: where the derivatives by them are, of the outputs times the seeds; None before `adjoint` has written them.
    """

    instructions: tuple[Instruction, ...]
    inputs: int
    parameters: int
    outputs: tuple[int, ...]
    wrt: tuple[tuple[str, int], ...]
    gradient: tuple[int, ...] | None = None

    @property
    def source(self) -> str:
        """The program as text, a line for each value."""
        names = {"input": "x", "parameter": "p", "seed": "s"}
        lines = []
        for i, (op, args) in enumerate(self.instructions):
            what = (f"{args[0]!r}" if op == "constant" else f"{names[op]}[{args[0]}]" if op in names
                    else f"{op}({', '.join(f'v{a}' for a in args)})")
            lines.append(f"v{i} = {what}")
        return "\n".join([*lines, f"return {', '.join(f'v{i}' for i in (*self.outputs, *(self.gradient or ())))}"])

    def needed(self) -> "Program":
        """Without the instructions that neither an output nor the gradient needs."""
        wanted = bytearray(len(self.instructions))
        for i in (*self.outputs, *(self.gradient or ())):
            wanted[i] = 1
        for i in range(len(self.instructions) - 1, -1, -1):
            op, args = self.instructions[i]
            if wanted[i] and op not in LEAVES:
                for a in args:
                    wanted[a] = 1
        places = dict(zip([i for i, wants in enumerate(wanted) if wants], range(len(wanted)), strict=False))
        kept = [Instruction(op, args if op in LEAVES else tuple([places[a] for a in args]))
                for i, (op, args) in enumerate(self.instructions) if wanted[i]]
        gradient = None if self.gradient is None else tuple([places[i] for i in self.gradient])
        return replace(self, instructions=tuple(kept), outputs=tuple([places[i] for i in self.outputs]), gradient=gradient)


def _key(op: str, args: tuple[Any, ...]) -> tuple[Any, ...]:
    """By what equal instructions are known."""
    return (op, repr(args[0])) if op == "constant" else (op, args)  # 0.0 is not -0.0, and nan is nan


class Writer:
    """Writes instructions, after those that there are.

    share: whether equal operations become one; equal leaves always do.
    """

    def __init__(self, share: bool = True, begun: Sequence[Instruction] = ()) -> None:
        self.instructions = list(begun)
        self.share = share
        self._places = {_key(op, args): i for i, (op, args) in enumerate(begun)}

    def __call__(self, op: str, args: tuple[Any, ...]) -> int:
        """The place of the instruction."""
        if not self.share and op not in LEAVES:
            self.instructions.append(Instruction(op, args))
            return len(self.instructions) - 1
        place = self._places.setdefault(_key(op, args), len(self.instructions))
        if place == len(self.instructions):
            self.instructions.append(Instruction(op, args))
        return place

    def constant(self, x: float) -> int:
        return self("constant", (x,))


def trace(outputs: Sequence[Any], inputs: Sequence[Any], wrt: Sequence[Any] | None) -> tuple[Program, list[Any]]:
    """The program of a graph, and the leaves that are its parameters: those of `wrt`, then the others as they come.

    Without a `wrt` it is by all parameters or, if there is none, by the inputs.
    """
    order = topological(*outputs)
    given = dict.fromkeys(inputs)
    leaves = [v for v in order if v.op is None and v not in given]
    parameters = list(dict.fromkeys([v for v in wrt or () if v not in given] + leaves))
    wrt = (parameters or inputs) if wrt is None else wrt
    write = Writer(share=False)
    places = {v: write("input", (i,)) for i, v in enumerate(inputs)}
    places |= {v: write("parameter", (i,)) for i, v in enumerate(parameters)}
    for v in order:
        if v not in places:
            operands = [write.constant(p) if type(p) is float else places[p] for p in v.parents]
            places[v] = write(v.op.name, tuple(operands))
    sources = {v: ("input", i) for i, v in enumerate(inputs)} | {v: ("parameter", i) for i, v in enumerate(parameters)}
    program = Program(tuple(write.instructions), len(inputs), len(parameters), tuple([places[v] for v in outputs]),
                      tuple([sources[v] for v in wrt]))
    return program, parameters


def operations(program: Program) -> tuple[str, ...]:
    """The operations of a program, in a fixed order."""
    return tuple(sorted({op for op, _ in program.instructions} - LEAVES))


def constants(program: Program) -> list[float]:
    """The constants of a program, one after the other."""
    return [args[0] for op, args in program.instructions if op == "constant"]


def list_length(op: str, args: Sequence[Any]) -> int:
    """How many elements each list of an instruction has; 0 for an operation without lists."""
    return operation(op).length(len(args))


def split(op: str, args: Sequence[Any]) -> Iterable[tuple[str, Sequence[Any] | Any]]:
    """The operands of an instruction by the operation's names ("*x" for a list, with its elements)."""
    size, start = list_length(op, args), 0
    for name in operation(op).args:
        if name.startswith("*"):
            yield name, args[start:start + size]
            start += size
        else:
            yield name, args[start]
            start += 1
