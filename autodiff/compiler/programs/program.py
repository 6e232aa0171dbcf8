"""ScalarProgram: the graph of some outputs as plain data, which can be compiled, stored, sent and printed."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, fields, replace
from typing import Any, NamedTuple

from autodiff.compiler.programs.operations import operation
from autodiff.forks import cached_property
from autodiff.graph.sweeps import topological

LEAVES = frozenset(("input", "parameter", "constant", "seed"))
KINDS = {"parameter": "p", "constant": "c", "seed": "s"}  # the kinds of operands that are no results and no inputs
Places = Mapping[int, int] | Sequence[int]  # the new place of each instruction


class Instruction(NamedTuple):
    """One value: an operation (see `operations`) on the places of earlier values, or a leaf: an "input", "parameter" or
    "seed" with its number, or a "constant" with its value."""

    op: str
    args: tuple[Any, ...]

    @property
    def operands(self) -> tuple[int, ...]:
        """The places of its operands; a leaf has none."""
        return () if self.op in LEAVES else self.args

    @property
    def length(self) -> int:
        """The length of each of its lists; 0 without lists."""
        return operation(self.op).length(len(self.args))

    def arguments(self) -> list[Any]:
        """The arguments of its operation: a place or, for a list, the places of its elements.

        >>> Instruction("dot", (1, 2, 3, 4, 5)).arguments()
        [(1, 2), (3, 4), 5]
        """
        return [self.args[part] if is_list else self.args[part.start]
                for is_list, part in operation(self.op).slices(self.length)]

    def moved(self, places: Places) -> tuple[Any, ...]:
        """Its `args` when its operands have got new places."""
        return self.args if self.op in LEAVES else tuple([places[a] for a in self.args])


@dataclass(frozen=True)
class ScalarProgram:
    """Values computed one after the other. A place is the number of an instruction.

    inputs, parameters: their number. outputs: their places. wrt: the leaves to differentiate by, as ("input", 0).
    gradient: the places of the derivatives; None before `adjoint` has added them.
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

    @property
    def operations(self) -> tuple[str, ...]:
        """The names of its operations, in a fixed order."""
        return tuple(sorted({op for op, _ in self.instructions} - LEAVES))

    @property
    def constants(self) -> list[float]:
        """Its constants, in the order of the instructions."""
        return [args[0] for op, args in self.instructions if op == "constant"]

    @cached_property
    def levels(self) -> list[list[int]]:
        """The places of the operations: those together that are alike and as far from the leaves."""
        code = self.instructions
        level = [0] * len(code)
        alike: dict[tuple[int, str, str], list[int]] = {}
        kinds = [KINDS.get(op, "v") for op, _ in code]
        for i, (op, args) in enumerate(code):
            if op not in LEAVES:
                level[i] = 1 + max(map(level.__getitem__, args), default=0)
                alike.setdefault((level[i], op, "".join(map(kinds.__getitem__, args))), []).append(i)
        return [alike[key] for key in sorted(alike, key=lambda key: (key[0], alike[key][0]))]

    def dependent(self, leaves: Iterable[Any]) -> list[bool]:
        """Whether each value depends on some leaves, given by their kind or by kind and number."""
        wanted, found = {*leaves}, []
        begun = False  # before the first of the leaves nothing depends on them
        for op, args in self.instructions:
            if op in LEAVES:
                found.append(op in wanted or (op != "constant" and (op, args[0]) in wanted))
                begun = begun or found[-1]
            else:
                found.append(begun and any(map(found.__getitem__, args)))
        return found

    def needed(self) -> "ScalarProgram":
        """The program without the instructions that neither an output nor the gradient needs."""
        wanted = bytearray(len(self.instructions))
        for i in (*self.outputs, *(self.gradient or ())):
            wanted[i] = 1
        for i in range(len(self.instructions) - 1, -1, -1):
            if wanted[i]:
                for a in self.instructions[i].operands:
                    wanted[a] = 1
        places = dict(zip([i for i, wants in enumerate(wanted) if wants], range(len(wanted)), strict=False))
        kept = [self.instructions[i] for i in places]
        return self.rewritten([Instruction(each.op, each.moved(places)) for each in kept], places)

    def rewritten(self, instructions: Iterable[Instruction], places: Places) -> "ScalarProgram":
        """The program with other instructions. places: where each of the old ones is now."""
        gradient = None if self.gradient is None else tuple([places[i] for i in self.gradient])
        return replace(self, instructions=tuple(instructions), outputs=tuple([places[i] for i in self.outputs]),
                       gradient=gradient)

    def __reduce__(self) -> tuple[Any, ...]:
        return ScalarProgram, tuple([getattr(self, field.name) for field in fields(self)])  # without what is cached


def _key(op: str, args: tuple[Any, ...]) -> tuple[Any, ...]:
    """A key that is the same for equal instructions."""
    return (op, repr(args[0])) if op == "constant" else (op, args)  # 0.0 is not -0.0, and nan is nan


class ProgramWriter:
    """Appends instructions to those of `begun`.

    share: whether equal operations become one; equal leaves always do.
    """

    def __init__(self, share: bool = True, begun: Sequence[Instruction] = ()) -> None:
        self.instructions = list(begun)
        self.share = share
        self._places = {_key(op, args): i for i, (op, args) in enumerate(begun)}

    def __call__(self, op: str, args: tuple[Any, ...]) -> int:
        """Append an instruction; its place."""
        if not self.share and op not in LEAVES:
            self.instructions.append(Instruction(op, args))
            return len(self.instructions) - 1
        place = self._places.setdefault(_key(op, args), len(self.instructions))
        if place == len(self.instructions):
            self.instructions.append(Instruction(op, args))
        return place

    def constant(self, x: float) -> int:
        return self("constant", (x,))


def trace(outputs: Sequence[Any], inputs: Sequence[Any], wrt: Sequence[Any] | None) -> tuple[ScalarProgram, list[Any]]:
    """The program of a graph, and the leaves that are its parameters: those of `wrt`, then the others in order.

    If `wrt` is None, it differentiates by all parameters or, if there are none, by the inputs.
    """
    order = topological(*outputs)
    given = dict.fromkeys(inputs)
    leaves = [v for v in order if v.op is None and v not in given]
    parameters = list(dict.fromkeys([v for v in wrt or () if v not in given] + leaves))
    wrt = (parameters or inputs) if wrt is None else wrt
    write = ProgramWriter(share=False)
    places = {v: write("input", (i,)) for i, v in enumerate(inputs)}
    places |= {v: write("parameter", (i,)) for i, v in enumerate(parameters)}
    for v in order:
        if v not in places:
            operands = [write.constant(p) if type(p) is float else places[p] for p in v.parents]
            places[v] = write(v.op.name, tuple(operands))
    sources = {v: ("input", i) for i, v in enumerate(inputs)} | {v: ("parameter", i) for i, v in enumerate(parameters)}
    program = ScalarProgram(tuple(write.instructions), len(inputs), len(parameters), tuple([places[v] for v in outputs]),
                      tuple([sources[v] for v in wrt]))
    return program, parameters
