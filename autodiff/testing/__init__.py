"""Tests of gradients: assertions, hypothesis strategies, an exact oracle. Needs `pip install "autodiff-scalar[testing]"`.

>>> from autodiff.testing import assert_gradients
>>> assert_gradients(lambda w, x: w * x * x, 0.25, 3.0)
gradients of <lambda>(): all right
  differences   ok     largest error 0.0e+00
  taylor        ok     the remainder falls as h^2.00
  complex step  ok     largest error 0% of what rounding explains
  exact         ok     largest error 0% of what rounding explains
"""

try:
    import hypothesis  # noqa: F401
    import mpmath  # noqa: F401
except ModuleNotFoundError as missing:
    raise ModuleNotFoundError(f'autodiff.testing needs {missing.name}: pip install "autodiff-scalar[testing]"',
                              name=missing.name) from None

from autodiff.testing.assertions import Verdict, Verdicts, assert_gradients, assert_operation, assert_program
from autodiff.testing.building import RandomChoices, build
from autodiff.testing.oracle import Judgement, judge
from autodiff.testing.program import Program, Step
from autodiff.testing.state_machine import GraphMachine
from autodiff.testing.strategies import anywhere, calls, cases, numbers, points, programs
from autodiff.testing.structure.case import Case
from autodiff.testing.structure.structures import structures

__all__ = [
    "Case", "GraphMachine", "Judgement", "Program", "RandomChoices", "Step", "Verdict", "Verdicts", "anywhere",
    "assert_gradients", "assert_operation", "assert_program", "build", "calls", "cases", "judge", "numbers", "points",
    "programs", "structures",
]
