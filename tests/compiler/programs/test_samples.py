"""A loss of a batch of any size, from two traces."""

from typing import Any

import pytest

from autodiff import Value, exp, sqrt, variables
from autodiff import sum as total
from autodiff.compiler.programs.program import ScalarProgram, trace
from autodiff.compiler.programs.samples import FEW, MORE, per_sample


def program_of(loss: Any, count: int) -> ScalarProgram:
    """The loss of pairs (x, y) with the weights w and b."""
    w, b = variables(w=0.5, b=-0.25)
    pairs = [(Value(0.1 * i), Value(1.0 - 0.2 * i)) for i in range(count)]
    return trace([loss(w, b, pairs)], [v for pair in pairs for v in pair], [w, b])[0]


def errors(w: Value, b: Value, pairs: Any) -> list[Value]:
    return [(w * x + b - y).square() for x, y in pairs]


@pytest.mark.parametrize(("loss", "rest"), [
    (lambda w, b, pairs: total(errors(w, b, pairs)) / len(pairs), "v0 = p[2]\nv1 = p[3]\nv2 = div(v0, v1)\nreturn v2"),
    (lambda w, b, pairs: total(errors(w, b, pairs)) * (1 / len(pairs)), "v0 = p[2]\nv1 = p[4]\nv2 = mul(v0, v1)\nreturn v2"),
    (lambda w, b, pairs: total(errors(w, b, pairs)) / (2.0 * len(pairs)),
     "v0 = p[2]\nv1 = p[3]\nv2 = 2.0\nv3 = mul(v1, v2)\nv4 = div(v0, v3)\nreturn v4"),
    (lambda w, b, pairs: sqrt(total(errors(w, b, pairs))), "v0 = p[2]\nv1 = sqrt(v0)\nreturn v1"),
])
def test_the_rest_knows_the_number_of_samples(loss: Any, rest: str) -> None:
    found = per_sample(program_of(loss, FEW), program_of(loss, MORE))
    assert found is not None
    assert found.columns == (0, 1)
    assert found.rest.source == rest
    assert found.rest.parameters == found.part.parameters + 3


@pytest.mark.parametrize("loss", [
    lambda w, b, pairs: total(errors(w, b, pairs)) / (len(pairs) - 1),  # neither proportional to n nor to 1/n
    lambda w, b, pairs: total(errors(w, b, pairs)) * pairs[0][0],  # the rest reads a sample
    lambda w, b, pairs: total(errors(w, b, pairs)[:-1]),  # a sample is left out
    lambda w, b, pairs: total([(w * pairs[i][0] + b - pairs[i - 1][1]).square() for i in range(len(pairs))]),  # of two
    lambda w, b, pairs: exp(w * pairs[0][0]),  # no sum
])
def test_what_is_no_sum_over_samples_has_no_part(loss: Any) -> None:
    assert per_sample(program_of(loss, FEW), program_of(loss, MORE)) is None
