"""What the command line answers, as tables and as JSON."""

import json
import math

from autodiff.command.answer import Answer, NamedGradient, matrix
from autodiff.transforms.gradcheck import PartialCheck


def test_a_wide_matrix_is_cut_into_blocks_of_columns() -> None:
    names = [f"x{i}" for i in range(10)]
    text = matrix({a: dict.fromkeys(names, 0.123456789) for a in names}, 50)
    assert max(map(len, text.splitlines())) <= 50
    assert text.count("\n\n") == 3
    assert matrix({"x": {"x": 0.5}}, 1) == "       x\n  x  0.5"  # one column at least


def entry(exact: float = 2.0, numeric: float = 2.0, verdict: str = "ok") -> PartialCheck:
    return PartialCheck("argument 0", 1.0, exact, numeric, -0.12346, 1.0, verdict)


def test_an_answer_as_written_by_hand() -> None:
    rows = [NamedGradient("w", 0.5, 2.0, entry()), NamedGradient("bias", -10.25, math.nan, entry(2.0, 1.75, "kink"))]
    answer = Answer("a = w; a*\n  bias", " a*\n  bias", -5.125, rows,
                    {"w": {"w": 0.0, "bias": 1.0}, "bias": {"w": 1.0, "bias": 0.5}})
    assert answer.text(80) == """\
a* bias = -5.125

  name   value  gradient  differences  error  verdict
  w       0.5        2.0         2         0  ok
  bias  -10.25     nan           1.75    0.2  kink (left -0.1235, right 1)

Hessian
          w  bias
  w     0.0   1.0
  bias  1.0   0.5"""
    assert json.loads(answer.json()) == {
        "expression": "a = w; a*\n  bias", "result": "a*\n  bias", "value": -5.125, "variables": {
            "w": {"value": 0.5, "gradient": 2.0,
                  "check": {"differences": 2.0, "left": -0.12346, "right": 1.0, "verdict": "ok"}},
            "bias": {"value": -10.25, "gradient": "nan",
                     "check": {"differences": 1.75, "left": -0.12346, "right": 1.0, "verdict": "kink"}}},
        "hessian": {"w": {"w": 0.0, "bias": 1.0}, "bias": {"w": 1.0, "bias": 0.5}}}
    assert answer.json().startswith('{\n  "expression": "a = w; a*')


def test_an_answer_without_names() -> None:
    answer = Answer("x" * 61, "x" * 61, -math.inf, [], {})
    assert answer.text(80) == "x" * 59 + "… = -inf"
    assert json.loads(answer.json()) == {"expression": "x" * 61, "result": "x" * 61, "value": "-inf", "variables": {}}
    assert Answer("x" * 60, "x" * 60, 1.0, [], {}).text(80) == "x" * 60 + " = 1.0"


def test_blocks_of_a_matrix_by_hand() -> None:
    rows = {a: dict.fromkeys(["x", "yy", "zzzzz"], 1.5) for a in ["x", "yy", "zzzzz"]}
    two = "           x   yy\n  x      1.5  1.5\n  yy     1.5  1.5\n  zzzzz  1.5  1.5\n\n"
    one = "         zzzzz\n  x        1.5\n  yy       1.5\n  zzzzz    1.5"
    whole = "           x   yy  zzzzz\n  x      1.5  1.5    1.5\n  yy     1.5  1.5    1.5\n  zzzzz  1.5  1.5    1.5"
    assert matrix(rows, 23) == two + one
    assert matrix(rows, 24) == whole  # as wide as it is
