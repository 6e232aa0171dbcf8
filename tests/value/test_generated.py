"""The generated modules: every row at hard points, in every form a call can have, and its partials as graphs.

The truth is the table's own formulas, read by NumPy (`tests/operations.py`): no code of ours between.
"""

import itertools
import operator
import random
from collections.abc import Iterable, Iterator
from fractions import Fraction
from math import inf, isnan, nan
from typing import Any

import pytest

import autodiff as ad
from autodiff import OPS, Op, Value
from autodiff.value import value
from autodiff.value.derivatives import PARTIALS
from tests.operations import close, read

HARD = [0.0, -0.0, 1.0, -1.0, 0.5, -0.75, 2.5, -3.0, 40.0, -40.0, 710.5, -745.0, 1e-160, -1e160, 1e308, 3e-310, inf, -inf,
        nan]
FEW = [0.0, -1.0, 0.5, 2.0, 1e200, -inf, nan]
PLAIN = [op for op in OPS.values() if not op.variadic]


def hard_points(op: Op) -> list[tuple[float, ...]]:
    return list(itertools.product(HARD if len(op.args) < 3 else FEW, repeat=len(op.args)))


@pytest.mark.parametrize("op", PLAIN, ids=lambda op: op.name)
def test_value_and_partials_at_hard_points_are_those_of_the_formulas(op: Op) -> None:
    for point in hard_points(op):
        y = getattr(ad, op.name)(*map(Value, point))
        assert close(y.data, read(op, op.stable, point)), (point, y.data)
        for name, formula, d in zip(op.names, op.stable_partials, y.partials, strict=True):
            expected = read(op, formula, point, y.data)
            assert close(d + 0.0, expected + 0.0), (name, point, d, expected)


@pytest.mark.parametrize("op", PLAIN, ids=lambda op: op.name)
def test_partials_as_graphs_at_hard_points_are_those_of_the_formulas(op: Op) -> None:
    for point in hard_points(op):
        arguments = [Value(x) for x in point]
        z = getattr(ad, op.name)(*arguments)
        for formula, partial in zip(op.partials, PARTIALS[op.name], strict=True):
            expected = read(op, formula, point, z.data)
            found = data(partial(*arguments, z))
            assert close(found + 0.0, expected + 0.0), (formula, point, found, expected)


@pytest.mark.parametrize("op", PLAIN, ids=lambda op: op.name)
def test_partials_as_graphs_follow_their_leaves(op: Op) -> None:
    rng = random.Random(op.name)
    points = hard_points(op)
    for _ in range(40):
        before, after = rng.choice(points), rng.choice(points)
        arguments = [Value(x) for x in before]
        z = getattr(ad, op.name)(*arguments)
        found = [partial(*arguments, z) for partial in PARTIALS[op.name]]
        for x, moved in zip(arguments, after, strict=True):
            x.data = moved
        z.recompute()
        for formula, d in zip(op.partials, found, strict=True):
            expected = read(op, formula, after, z.data)
            now = data(d.recompute() if isinstance(d, Value) else d)
            assert close(now + 0.0, expected + 0.0), (formula, before, after, now, expected)


def data(x: Any) -> float:
    return x.data if isinstance(x, Value) else float(x)


# --- Forms of a call: each argument a Value, a float or another number ---------------------------------------------


def calls(op: Op) -> Iterator[tuple[list[Any], list[Any]]]:
    """Arguments of a row in every mixture of Values and constants, and the same as Values only."""
    rng = random.Random(op.name)
    shapes = [2 if a.startswith("*") else 0 for a in op.args]
    places = sum(size or 1 for size in shapes)
    for kinds in itertools.product((Value, float, Fraction), repeat=places):
        numbers = [Fraction(rng.choice([3, 5, 11, 13]) + 16 * (op.name == "acosh"), 16) for _ in range(places)]
        mixed = [kind(x) for kind, x in zip(kinds, numbers, strict=True)]
        yield laid_out(shapes, mixed), laid_out(shapes, map(Value, numbers))


def laid_out(shapes: list[int], flat: Iterable[Any]) -> list[Any]:
    rest = iter(flat)
    return [[next(rest) for _ in range(size)] if size else next(rest) for size in shapes]


def flat(arguments: list[Any]) -> list[Any]:
    return [x for a in arguments for x in (a if isinstance(a, list) else [a])]


@pytest.mark.parametrize("op", OPS.values(), ids=lambda op: op.name)
def test_constants_make_the_same_node_with_nothing_to_pass_to_them(op: Op, monkeypatch: pytest.MonkeyPatch) -> None:
    seen: list[Any] = []
    for mixed, whole in calls(op):
        y, expected = getattr(ad, op.name)(*mixed), getattr(ad, op.name)(*whole)
        operands = flat(mixed)
        if not any(isinstance(x, Value) for x in operands):
            assert type(y) is float
            assert y == expected.data
            continue
        assert (type(y), y.op, y.data) == (Value, op, expected.data)
        assert all(p is x if isinstance(x, Value) else (type(p), p) == (float, float(x))
                   for p, x in zip(y.parents, operands, strict=True))
        passed = [d if isinstance(x, Value) else None for x, d in zip(operands, expected._stored_partials(), strict=True)]
        assert list(y._stored_partials()) == passed
        empty = "_da" if len(operands) > 2 or op.variadic else "_adjoint"
        assert getattr(y, empty) is y._adjoint is None
        assert len(operands) > 1 or op.variadic or (y._b, y._db) == (None, None)
        with monkeypatch.context() as patch:
            patch.setattr(value, "watch", seen.append)
            seen.clear()
            node = getattr(ad, op.name)(*mixed)
            assert len(seen) == 1
            assert seen[0] is node


@pytest.mark.parametrize("op", OPS.values(), ids=lambda op: op.name)
def test_a_comparison_is_an_argument_that_is_recorded(op: Op) -> None:
    """Each argument in turn, beside numbers, and beside Values."""
    for kind in (float, Value):
        good = [[kind(1.0)] if a.startswith("*") else kind(1.0) for a in op.args]
        for i, argument in enumerate(op.args):
            compared = Value(3.0) > 2
            given = [[compared]] if argument.startswith("*") else [compared]
            y = getattr(ad, op.name)(*good[:i], *given, *good[i + 1 :])
            expected = getattr(ad, op.name)(*good)
            assert isinstance(y, Value)
            assert close(y.data, data(expected))
            (recorded,) = [p for p in y.parents if isinstance(p, Value) and p.op is OPS["greater"]]
            assert recorded.parents[0] is compared.compared[0]
            assert y.op is op


@pytest.mark.parametrize("op", OPS.values(), ids=lambda op: op.name)
def test_a_wrong_argument_is_named_with_its_operation(op: Op) -> None:
    """Each argument in turn, beside numbers."""
    good = [[0.5] if a.startswith("*") else 0.5 for a in op.args]
    for i, argument in enumerate(op.args):
        wrong = [["1"]] if argument.startswith("*") else ["1"]
        with pytest.raises(TypeError, match=rf"^an argument of {op.name}\(\) must be a real number, not str"):
            getattr(ad, op.name)(*good[:i], *wrong, *good[i + 1 :])
        if argument.startswith("*"):
            with pytest.raises(TypeError, match=rf"^{op.name}\(\) needs a list of Values and numbers, not float"):
                getattr(ad, op.name)(*good[:i], 0.5, *good[i + 1 :])


OPERATORS = {"add": operator.add, "sub": operator.sub, "mul": operator.mul, "div": operator.truediv, "pow": operator.pow}


@pytest.mark.parametrize("name", OPERATORS)
@pytest.mark.parametrize("constant", [3.0, -2, True, Fraction(5, 4), 0.0, 1e200, inf, nan])
def test_operators_with_a_constant_on_either_side(name: str, constant: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    op, operate = OPS[name], OPERATORS[name]
    for x in HARD:
        v, c = Value(x), float(constant)
        for y, point, i in ((operate(v, constant), (x, c), 0), (operate(constant, v), (c, x), 1)):
            assert y.op is op
            assert y.parents[i] is v
            assert type(y.parents[1 - i]) is float
            assert y.parents[1 - i] == c or isnan(c)
            assert close(y.data, read(op, op.stable, point)), (point, y.data)
            expected = read(op, op.stable_partials[i], point, y.data)
            stored = y._stored_partials()
            assert close(stored[i] + 0.0, expected + 0.0), (point, stored, expected)
            assert stored[1 - i] is None
            assert y._adjoint is None
    seen: list[Any] = []
    monkeypatch.setattr(value, "watch", seen.append)
    made = [operate(v, constant), operate(constant, v), operate(v, v)]
    assert [id(node) for node in seen] == [id(node) for node in made]


# --- Rows of lists -------------------------------------------------------------------------------------------------

LISTS: list[tuple[str, list[float], float, list[float]]] = [
    ("sum", [], 0.0, []),
    ("sum", [1e308, 1e308, -1e308], 1e308, [1, 1, 1]),
    ("sum", [inf, -inf], nan, [1, 1]),
    ("sum", [1e16, 1.0, -1e16], 1.0, [1, 1, 1]),
    ("prod", [], 1.0, []),
    ("prod", [2.0, 0.0, 3.0], 0.0, [0, 6, 0]),
    ("prod", [2.0, 0.0, 0.0], 0.0, [0, 0, 0]),
    ("prod", [2.0, 3.0, 5.0, 7.0], 210.0, [105, 70, 42, 30]),
    ("prod", [4.0], 4.0, [1]),
    ("logsumexp", [0.0], 0.0, [1]),
    ("logsumexp", [1e5, 1e5], 100000.69314718056, [0.5, 0.5]),
    ("logsumexp", [-inf, 3.0], 3.0, [0, 1]),
    ("logsumexp", [inf, 3.0], inf, [1, 0]),
    ("logsumexp", [nan, 3.0], nan, [nan, nan]),
    ("logsumexp", [0.0, -745.0], 5e-324, [1, 5e-324]),
    ("max", [3.0], 3.0, [1]),
    ("max", [1.0, 3.0, 3.0, 3.0], 3.0, [0, 1 / 3, 1 / 3, 1 / 3]),
    ("max", [inf, 3.0], inf, [1, 0]),
    ("max", [nan, 3.0], nan, [nan, nan]),
    ("min", [3.0], 3.0, [1]),
    ("min", [1.0, 1.0, 3.0], 1.0, [0.5, 0.5, 0]),
    ("min", [-inf, 3.0], -inf, [1, 0]),
    ("min", [3.0, nan], nan, [nan, nan]),
]


@pytest.mark.parametrize(("name", "xs", "result", "slopes"), LISTS)
def test_a_row_of_lists_at_hard_points(name: str, xs: list[float], result: float, slopes: list[float]) -> None:
    leaves = [Value(x) for x in xs]
    assert close(getattr(ad, name)(xs), result)
    y = getattr(ad, name)([*leaves, 0.0] if name == "sum" and not xs else leaves)
    if not xs:
        return
    assert close(y.data, result)
    assert all(close(d, s) for d, s in zip(y.partials, map(float, slopes), strict=True)), y.partials
    (graph,) = PARTIALS[name]
    assert all(close(data(d) + 0.0, s + 0.0) for d, s in zip(graph(leaves, y), map(float, slopes), strict=True))


@pytest.mark.parametrize("bias", [0.5, Value(0.5), None])
def test_dot_at_hard_points(bias: Any) -> None:
    for w, x, product in [([1e308, 1e308], [1.0, -1.0], 0.0), ([inf, 1.0], [0.0, 1.0], nan), ([1e200], [1e200], inf),
                          ([1e16, 1.0], [1.0, 2.0], 1e16 + 2), ([], [], 0.0), ([2.0, 3.0], [5.0, 7.0], 31.0)]:
        ws = [Value(v) for v in w]
        y = ad.dot(ws, x) if bias is None else ad.dot(ws, x, bias)
        assert close(data(y), product + (0.0 if bias is None else 0.5))
        if ws:
            assert y._stored_partials() == [*x, *[None] * len(x), 1.0 if isinstance(bias, Value) else None]


@pytest.mark.parametrize("op", OPS.values(), ids=lambda op: op.name)
def test_each_argument_that_is_no_number_is_refused_in_the_name_of_the_operation(op: Op) -> None:
    for place in range(len(op.args)):
        wrong: list[Any] = [[0.5, 0.25] if a.startswith("*") else 0.5 for a in op.args]
        wrong[place] = [0.5, "a"] if op.args[place].startswith("*") else "a"
        with pytest.raises(TypeError, match=rf"^an argument of {op.name}\(\) must be a real number, not str \('a'\): "):
            getattr(ad, op.name)(*wrong)
        if op.args[place].startswith("*"):
            wrong[place] = 3.0
            with pytest.raises(TypeError, match=rf"^{op.name}\(\) needs a list of Values and numbers, not float \(3\.0\): "):
                getattr(ad, op.name)(*wrong)


def test_lists_of_different_lengths_are_refused() -> None:
    with pytest.raises(ValueError, match=r"^dot\(\) needs two lists of the same length, got 1 and 2 elements: give them"):
        ad.dot([1.0], [1.0, 2.0])
