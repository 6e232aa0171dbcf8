"""What is the same for all rows is computed before them."""

from autodiff import exp, variables
from autodiff.compiler.programs.hoisting import hoisted
from autodiff.compiler.programs.program import trace


def test_what_is_the_same_for_all_rows_is_computed_before() -> None:
    x, rate, step = variables(x=0.5, rate=0.1, step=3.0)
    program, _ = trace([x * (rate / (1.0 - exp(step))), x + rate], [x], [rate, step])
    before, rows = hoisted(program)
    assert before.source == ("v0 = x[0]\nv1 = x[1]\nv2 = exp(v1)\nv3 = 1.0\nv4 = sub(v3, v2)\nv5 = div(v0, v4)\nreturn v5")
    assert rows.source == "v0 = x[0]\nv1 = p[0]\nv2 = p[2]\nv3 = mul(v0, v2)\nv4 = add(v0, v1)\nreturn v3, v4"


def test_what_depends_on_a_late_parameter_is_not() -> None:
    x, scale, rate = variables(x=0.5, scale=1.0, rate=0.1)
    program, _ = trace([x * exp(scale), x * exp(rate)], [x], [scale, rate])
    before, rows = hoisted(program, [0])
    assert before.source == "v0 = x[1]\nv1 = exp(v0)\nreturn v1"
    assert "exp(" in rows.source
