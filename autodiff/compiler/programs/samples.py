"""The loss of a batch as a function of its size: the part of one sample, and the rest.

The loss is traced twice, for `FEW` and for `MORE` samples. If both are a sum over samples of the same shape, the part of
one sample serves a batch of any size. In the rest only constants may differ: those that are proportional to the number of
samples, as the divisor of a mean is, or to its reciprocal.
"""

from dataclasses import dataclass, replace

import numpy as np

from autodiff.compiler.programs.program import Instruction, ProgramWriter, ScalarProgram
from autodiff.compiler.programs.rewrites import rewrite
from autodiff.compiler.programs.rolling import Rolled, roll

FEW, MORE = 5, 7  # samples that a loss is traced for
ROUNDING = 2.0**-50  # relative difference of two constants that are proportional


@dataclass(frozen=True)
class PerSample:
    """The loss of a batch of any size.

    part: what is added up over the samples. columns: the numbers of a sample that are its inputs. rest: the loss, without
    inputs. Its parameters are those of the loss, then the sum of the parts, the number of samples, and its reciprocal.
    """

    part: ScalarProgram
    columns: tuple[int, ...]
    rest: ScalarProgram


def per_sample(few: ScalarProgram, more: ScalarProgram) -> PerSample | None:
    """The loss of a batch of any size, from those of `FEW` and `MORE` samples. None if it is no sum over samples."""
    a, b = roll(rewrite(few)), roll(rewrite(more))
    if a is None or b is None or a.part != b.part:
        return None
    columns, rest = _columns(a, FEW), _rest(a.rest, b.rest)
    return None if rest is None or columns is None or columns != _columns(b, MORE) else PerSample(a.part, columns, rest)


def _columns(rolled: Rolled, samples: int) -> tuple[int, ...] | None:
    """The numbers of a sample that a part takes, if each part takes the same of its own sample, and nothing else."""
    first, inputs = rolled.columns[0], rolled.rest.inputs
    steps = np.arange(samples)[:, None] * (inputs // samples)
    if rolled.common.outputs or rolled.columns.shape[0] != samples or (rolled.columns != first + steps).any():
        return None
    return tuple(first.tolist()) if (rolled.columns < inputs).all() else None


def _rest(few: ScalarProgram, more: ScalarProgram) -> ScalarProgram | None:
    """The rest for any number of samples; None if it reads a sample, or differs in more than constants."""
    write = ProgramWriter(share=False)
    places: list[int] = []
    for a, b in zip(few.instructions, more.instructions, strict=False):
        place = write(a.op, a.moved(places)) if a == b else _proportional(write, a, b, few.parameters)
        if a.op == "input" or place is None:
            return None
        places.append(place)
    if len(few.instructions) != len(more.instructions) or (few.outputs, few.wrt) != (more.outputs, more.wrt):
        return None
    return replace(few.rewritten(write.instructions, places), inputs=0, parameters=few.parameters + 2)


def _proportional(write: ProgramWriter, few: Instruction, more: Instruction, parameters: int) -> int | None:
    """The place of a constant that is proportional to the number of samples, or to its reciprocal; else None."""
    if (few.op, more.op) != ("constant", "constant"):
        return None
    a, b = few.args[0], more.args[0]
    for k, (factor, other) in enumerate([(a / FEW, b / MORE), (a * FEW, b * MORE)]):
        if abs(factor - other) <= ROUNDING * abs(factor):
            size = write("parameter", (parameters + k,))
            return size if factor == 1.0 else write("mul", (size, write.constant(factor)))
    return None
