"""Hoisting: what is the same for all rows of a program is computed once, before them."""

from collections.abc import Iterable
from dataclasses import replace

from autodiff.compiler.programs.program import Instruction, ScalarProgram


def hoisted(program: ScalarProgram, late: Iterable[int] = ()) -> tuple[ScalarProgram, ScalarProgram]:
    """A program divided in two: what is the same for all rows, and the rest.

    The first has the parameters as its inputs. Its outputs are further parameters of the second. late: parameters that
    only the second knows.
    """
    code = program.instructions
    moving = program.dependent(["input", *[("parameter", k) for k in late]])
    wanted = {a for i, each in enumerate(code) if moving[i] for a in each.operands}.union(program.outputs)
    fixed = [i for i in sorted(wanted) if not moving[i] and code[i].operands]
    before = [Instruction("input", each.args) if each.op == "parameter" else each for each in code]
    after = list(code)
    for k, i in enumerate(fixed):
        after[i] = Instruction("parameter", (program.parameters + k,))
    return (ScalarProgram(tuple(before), program.parameters, 0, tuple(fixed), ()).needed(),
            replace(program, instructions=tuple(after), parameters=program.parameters + len(fixed)).needed())
