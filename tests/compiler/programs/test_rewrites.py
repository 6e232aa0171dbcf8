"""Rewrites: which shape a program takes, and that the mathematics stays."""

from collections import Counter
from typing import Any

import numpy as np
import pytest

import autodiff as ad
from autodiff import Value, compile, variables
from autodiff.compiler.programs.program import KINDS, Instruction, ScalarProgram, trace
from autodiff.compiler.programs.rewrites import rewrite


def rewritten(y: Any, inputs: Any = ()) -> ScalarProgram:
    return rewrite(trace(y if isinstance(y, list) else [y], list(inputs), None)[0])


def operations(y: Any, inputs: Any = ()) -> Counter[str]:
    """How often each operation is in the rewritten program."""
    found = Counter(op for op, _ in rewritten(y, inputs).instructions)
    return Counter({op: n for op, n in found.items() if op not in ("input", "parameter", "constant")})


def some(n: int) -> list[Value]:
    return [Value(0.5 + i) for i in range(n)]


# --- Weighted sums ---


def test_a_sum_of_products_is_a_dot_however_it_is_written() -> None:
    (w, v, u, b), xs = some(4), some(3)
    products = [w * xs[0], xs[1] * v, u * xs[2]]
    for y in (products[0] + products[1] + products[2] + b, b + sum(products), sum(products) + b, sum(products, b),
              (products[0] + products[1]) + (products[2] + b)):
        assert operations(y, xs) == {"dot": 1}
    assert operations(sum(products), xs) == {"dot": 1}
    assert operations(w * xs[0] + b, xs) == {"mul": 1, "add": 1}


def test_a_dot_has_its_weights_first() -> None:
    ws, xs = some(2), some(2)
    program = rewritten(xs[0] * ws[0] + ws[1] * xs[1], xs)
    op, args = program.instructions[-1]
    kinds = [program.instructions[a].op for a in args]
    assert (op, kinds) == ("dot", ["parameter", "parameter", "input", "input", "constant"])


def test_what_is_used_elsewhere_stays() -> None:
    w, v, x, y = some(4)
    p = w * x
    assert operations([p + v * y, p], [x, y])["mul"] == 2
    assert operations(ad.exp(p) + (p + v * y), [x, y])["mul"] == 2
    s = x + y
    assert operations([s + x + y + s], [x, y]) == {"add": 1, "sum": 1}
    assert operations([s, s + x + y], [x, y])["add"] == 3


def test_a_long_chain_of_additions_is_a_sum_in_its_order() -> None:
    xs = [ad.exp(x) for x in some(6)]
    left = xs[0]
    for x in xs[1:]:
        left = left + x
    program = rewritten(left)
    terms = tuple(i for i, (op, _) in enumerate(program.instructions) if op == "exp")
    assert program.instructions[-1] == Instruction("sum", terms)
    assert operations(xs[0] + xs[1] + xs[2]) == {"exp": 3, "add": 2}


def test_lists_are_of_one_kind() -> None:
    """Results, or parameters, or constants: others become results."""
    p, x, c = Value(1.5), Value(2.5), 3.5
    for y in (ad.sum([p, x, c]), ad.max([x, p]), ad.dot([p, x], [x, c], 1.0), ad.sum([p, c])):
        program = rewritten(y, [x])
        for instruction in program.instructions:
            if instruction.op in ("sum", "max", "dot"):
                for part in instruction.arguments():
                    if isinstance(part, tuple):
                        assert len({KINDS.get(program.instructions[a].op) for a in part}) == 1
        assert compile(y, [x])([2.5])[0] == y.data


# --- Powers, products, outputs ---


@pytest.mark.parametrize(("exponent", "expected"), [
    (1, {"identity": 1}), (2, {"square": 1}), (3, {"square": 1, "mul": 1}), (-1, {"reciprocal": 1}), (0.5, {"pow": 1}),
    (4, {"pow": 1}), (0, {"pow": 1}), (-2, {"pow": 1}),
])
def test_a_power_by_a_constant(exponent: float, expected: dict[str, int]) -> None:
    x = Value(1.5)
    assert operations(x**exponent, [x]) == expected
    value, (slope,) = compile(x**exponent, [x], [x])([-1.5] if exponent != 0.5 else [1.5])
    at = -1.5 if exponent != 0.5 else 1.5
    assert value == pytest.approx(at**exponent, rel=1e-15)
    assert slope == pytest.approx(exponent * at ** (exponent - 1), rel=1e-15)


def test_a_power_by_a_leaf_stays() -> None:
    x, n = Value(1.5), Value(2.0)
    assert operations(x**n, [x]) == {"pow": 1}


@pytest.mark.parametrize("n", [1, 2, 3, 7])
def test_a_product_is_multiplications(n: int) -> None:
    xs = some(n)
    found = operations(ad.prod(xs), xs)
    assert {*found} <= {"mul", "identity"}
    assert found["mul"] == n - 1


def test_outputs_are_results() -> None:
    x, p = Value(1.0), Value(2.0)
    program = rewritten([x, p, x, x + p], [x])
    assert [program.instructions[i].op for i in program.outputs] == ["identity", "identity", "identity", "add"]


# --- Programs ---


def test_the_order_of_parameters_is_that_of_wrt_then_of_the_graph() -> None:
    a, b, c, d = variables(a=1.0, b=2.0, c=3.0, d=4.0)
    program, leaves = trace([a * b + c * d], [b], [d, b, a])
    assert leaves == [d, a, c]
    assert program.wrt == (("parameter", 0), ("input", 0), ("parameter", 1))
    assert (program.inputs, program.parameters) == (1, 3)


def test_the_program_as_text() -> None:
    x, w = variables(x=1.0, w=2.0)
    program, _ = trace([ad.tanh(w * x) + 0.5, w], [x], None)
    assert program.source.splitlines() == [
        "v0 = x[0]", "v1 = p[0]", "v2 = mul(v1, v0)", "v3 = tanh(v2)", "v4 = 0.5", "v5 = add(v3, v4)", "return v5, v1"]


def test_zero_and_minus_zero_are_two_constants() -> None:
    x = Value(1.0)
    kernel = compile([x * 0.0, x * -0.0, x * float("nan")], [x])
    values = kernel([[1.0]])[0][0]
    assert np.signbit(values[:2]).tolist() == [False, True]
    assert np.isnan(values[2])


def test_lists_of_an_instruction() -> None:
    found = [Instruction(op, (*range(n),)).length for op, n in [("add", 2), ("sum", 5), ("dot", 7), ("dot", 1), ("max", 1)]]
    assert found == [0, 5, 3, 0, 1]
    assert Instruction("dot", (1, 2, 3, 4, 5)).arguments() == [(1, 2), (3, 4), 5]
    assert Instruction("clip", (1, 2, 3)).arguments() == [1, 2, 3]
