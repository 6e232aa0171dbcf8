"""The table and its readers: a new row must be known to every one of them."""

import copy
import html
import inspect
import math
import pickle
from pathlib import Path
from typing import Any

import pytest
from mpmath import mp

import autodiff as ad
from autodiff import OPS, Op, Value, draw
from autodiff.graph import sweeps as graph
from autodiff.table import codegen
from autodiff.table import rows as ops
from autodiff.testing.exact import ALL_DIGITS, exact_partial, exact_value
from autodiff.value import derivatives, value

ROWS = list(OPS.values())
REQUIRED = {
    "arithmetic": "add sub mul div neg pow square reciprocal sqrt cbrt abs sign",
    "exponentials": "exp expm1 log log1p log2 log10 xlogy logaddexp",
    "trigonometry": "sin cos tan asin acos atan atan2 sinh cosh tanh asinh acosh atanh hypot erf",
    "activations": "sigmoid log_sigmoid softplus relu leaky_relu prelu elu gelu silu step binary_cross_entropy_with_logits",
    "choices": "maximum minimum clip where",
    "variadic": "sum dot logsumexp prod max min",
}


def inside(op: Op) -> list[Any]:
    """One argument of each kind inside the row's domain, away from kinks; lists have two elements."""
    points = []
    for i, (low, high) in enumerate(op.domain):
        left = low if math.isfinite(low) else -1.0
        x = left + (min(high - left, 2.0)) * (0.31 + 0.17 * i)
        points.append([Value(x), Value(x + 0.125)] if op.args[i].startswith("*") else Value(x))
    return points


def data(points: list[Any]) -> list[Any]:
    return [[v.data for v in p] if isinstance(p, list) else p.data for p in points]


def leaves(points: list[Any]) -> list[Value]:
    return [v for p in points for v in (p if isinstance(p, list) else [p])]


@pytest.mark.parametrize("op", ROWS, ids=lambda op: op.name)
def test_every_reader_knows_every_row(op: Op) -> None:
    points = inside(op)
    y = getattr(ad, op.name)(*points)
    xs = leaves(points)
    places = [(i, j if isinstance(p, list) else None) for i, p in enumerate(points)
              for j in range(len(p) if isinstance(p, list) else 1)]
    with mp.workdps(ALL_DIGITS):
        exact = [float(exact_partial(op, data(points), i, j)) for i, j in places]
        value_there = float(exact_value(op, data(points)))
    close = [pytest.approx(d, rel=1e-14, abs=1e-300) for d in exact]
    # eager: value, stored partials, reverse sweep
    assert y.op is op
    assert y.data == pytest.approx(value_there, rel=1e-14)
    assert list(y.partials) == close
    y.backward()
    assert [x.grad for x in xs] == close
    # the function on floats, and the methods
    assert getattr(ad, op.name)(*data(points)) == y.data
    if not op.variadic:
        for name in (op.name, *op.aliases) if not op.operator or len(op.args) == 1 else ():
            assert getattr(points[0], name)(*points[1:]).data == y.data
    # higher order and forward mode, in floats and in Values
    assert [g.data for g in ad.gradients(y, xs)] == close
    for x, d in zip(xs, close, strict=True):
        assert graph.tangents([y], {x: 1.0}) == [d]
    # text, explanation templates, drawing
    assert y.expression(500)
    assert all("{" + n + "}" in op.latex for n in op.names)
    assert op.symbol in html.unescape(draw(y).svg)
    # computing anew
    moved = [x.data + 0.0625 for x in xs]
    for x, m in zip(xs, moved, strict=True):
        x.data = m
    assert y.recompute().data == getattr(ad, op.name)(*data(points))


@pytest.mark.parametrize("name", " ".join(REQUIRED.values()).split())
def test_every_operation_that_is_promised_is_there(name: str) -> None:
    assert callable(getattr(ad, name))


def test_the_generated_modules_are_what_the_table_says() -> None:
    """If this fails: python -m autodiff.table.codegen"""
    assert inspect.getsource(value) == codegen.value_module()
    assert inspect.getsource(derivatives) == codegen.derivatives_module()
    page = Path(__file__).parents[2] / "docs" / "operations.md"
    assert page.read_text(encoding="utf-8") == codegen.operations_page()


@pytest.mark.parametrize("op", [op for op in ROWS if op.selected], ids=lambda op: op.name)
def test_a_selecting_row_passes_nothing_where_its_partial_is_0(op: Op) -> None:
    points = inside(op)
    for x in leaves(points):
        x.data = -x.data
    y = getattr(ad, op.name)(*points)
    names = op.names if not op.variadic else op.names * len(y.parents)
    stored = zip(names, y._stored_partials(), strict=True)
    assert all(d != 0.0 for name, d in stored if name in op.selected)


def test_names_and_aliases_are_unique() -> None:
    names = [n for op in ROWS for n in (op.name, *op.aliases)]
    assert len(names) == len(set(names))


def test_a_row_is_one_object_also_when_copied_and_pickled() -> None:
    assert copy.deepcopy(OPS["tanh"]) is OPS["tanh"] is pickle.loads(pickle.dumps(OPS["tanh"]))


def test_the_columns_that_follow_from_the_others() -> None:
    op = Op("my_row", ("*w", "x", "b=0.5"), "sum(w) + x*b", ("1", "b", "x"))
    shown = "{w}, {x}, {b}"
    assert (op.names, op.defaults, op.variadic, op.selected) == (("w", "x", "b"), {"b": 0.5}, True, frozenset())
    assert (op.symbol, op.template) == ("my_row", f"my_row({shown})")
    assert op.latex == (rf"\operatorname{{my\_row}}\left({shown}\right)")
    assert (op.domain, op.scale) == (((-math.inf, math.inf),) * 3, ("", "", "", ""))
    assert (op.stable, op.stable_partials) == (op.value, op.partials)
    assert (op.lets, op.kinks, op.aliases, op.operator, op.note) == ({}, (), (), "", "")
    assert (op.precedence, op.ulp, op.total, op.selects) == (5, 4, False, False)


def test_columns_that_are_given_stay() -> None:
    given = {"symbol": "s", "template": "t", "latex": "l", "domain": ((0.0, 1.0),), "stable": "x", "stable_partials": ("1",)}
    op = Op("row", ("x",), "x + 0", ("1 + 0",), selects=True, scale=("x",), **given)  # type: ignore[arg-type]
    assert {column: getattr(op, column) for column in given} == given
    assert (op.scale, op.selected, op.variadic, op.defaults) == (("x", ""), frozenset({"x"}), False, {})
    assert Op("row", ("x", "y"), "x", ("1", "0"), selects="y").selected == frozenset({"y"})


def test_a_row_is_written_with_its_arguments_in_one_text(monkeypatch: pytest.MonkeyPatch) -> None:
    table: dict[str, Op] = {}
    monkeypatch.setattr(ops, "OPS", table)
    ops._row("row", "x y=2", "x*y", "y", "x", symbol="r")
    (name, op), = table.items()
    assert (name, op.name, op.args, op.value, op.partials, op.symbol) == ("row", "row", ("x", "y=2"), "x*y", ("y", "x"), "r")
