"""Every public entry of autodiff, as calls with one place left open for something hostile.

A later entry joins by a line here, one of `nn` by a line in nn_entries.py: `test_every_public_name_is_in_the_registry`
fails until it does.
"""

from collections.abc import Callable
from typing import Any

import autodiff as ad
from autodiff import OPS, Op, Value, draw, grad, gradcheck, gradients, hessian, hvp, jacobian, jvp, value_and_grad, variables
from tests.hostile.case import Case


def _rows() -> list[Case]:
    """Each argument of each operation, as function and as method, by each of its names."""
    cases = []
    for op in OPS.values():
        for name in (op.name, *op.aliases):
            for i, argument in enumerate(op.args):
                kind = "numbers" if argument[0] == "*" else "operand" if op.operator in SIGNS else "number"
                cases.append(Case(name, op.names[i], _function(op, name, i), kind))
                if i > 0 and not op.variadic and hasattr(Value, name):
                    cases.append(Case(f"Value.{name}", op.names[i], _method(op, name, i), kind))
            if hasattr(Value, name) and len(op.args) == 1:
                cases.append(Case(f"Value.{name}", "too many", lambda x, v, name=name: getattr(v, name)(x)))
    return cases


def _registered(name: Any, *row: Any, **columns: Any) -> None:
    """Register a row, and take it out again at once."""
    ad.register(name, *row, **columns)
    ad.unregister(name)


def _jax(*given: Any, **named: Any) -> Any:
    """A function of JAX, which must be told to use float64."""
    import jax

    jax.config.update("jax_enable_x64", True)
    return ad.to_jax(*given, **named)


SIGNS = ("add", "sub", "mul", "truediv", "pow")  # what stands beside a Value there may know what to do, as an array does


def _function(op: Op, name: str, place: int) -> Callable[[Any, Value], Any]:
    def call(x: Any, leaf: Value) -> Any:
        given = [[leaf] if argument[0] == "*" else leaf for argument in op.args]
        given[place] = x
        return getattr(ad.value.value, name)(*given)

    return call


def _method(op: Op, name: str, place: int) -> Callable[[Any, Value], Any]:
    def call(x: Any, leaf: Value) -> Any:
        given = [leaf] * len(op.args)
        given[place] = x
        return getattr(given[0], name)(*given[1:])

    return call


OPERATORS: dict[str, Callable[[Any, Any], Any]] = {
    "+": lambda a, b: a + b, "-": lambda a, b: a - b, "*": lambda a, b: a * b, "/": lambda a, b: a / b,
    "**": lambda a, b: a**b,
}
REFUSED: dict[str, Callable[[Any, Any], Any]] = {
    "%": lambda a, b: a % b, "//": lambda a, b: a // b, "divmod": divmod, "@": lambda a, b: a @ b, "&": lambda a, b: a & b,
    "<<": lambda a, b: a << b,
}
COMPARISONS: dict[str, Callable[[Any, Any], Any]] = {
    "<": lambda a, b: a < b, "<=": lambda a, b: a <= b, ">": lambda a, b: a > b, ">=": lambda a, b: a >= b,
    "==": lambda a, b: a == b, "!=": lambda a, b: a != b,
}


def _operators() -> list[Case]:
    cases = []
    for sign, operate in (OPERATORS | REFUSED | COMPARISONS).items():
        kind = "operand" if sign in OPERATORS else ""
        cases.append(Case(f"Value {sign}", "right", lambda x, v, o=operate: o(v, x), kind))
        cases.append(Case(f"Value {sign}", "left", lambda x, v, o=operate: o(x, v), kind))
    return cases


def _set(name: str) -> Callable[[Any, Value], Any]:
    return lambda x, v: setattr(v, name, x)


REVERSE = (grad, value_and_grad, jacobian, hessian)
CASES = [
    *_rows(),
    *_operators(),
    Case("softmax", "logits", lambda x, v: ad.softmax(x), "numbers"),
    Case("log_softmax", "logits", lambda x, v: ad.log_softmax(x), "numbers"),
    Case("softmax", "a logit", lambda x, v: ad.softmax([v, x]), "number"),
    Case("log_softmax", "a logit", lambda x, v: ad.log_softmax([v, x]), "number"),
    Case("sum", "an element", lambda x, v: ad.sum([v, x]), "number"),
    Case("sum", "the first element", lambda x, v: ad.sum([x, v]), "number"),
    Case("dot", "an element", lambda x, v: ad.dot([v, 1.0], [x, v], v), "number"),
    Case("variables", "names", lambda x, v: variables(x)),
    Case("variables", "a number", lambda x, v: variables(a=x)),
    Case("Value", "data", lambda x, v: Value(x)),
    Case("Value", "label", lambda x, v: Value(1.0, x).svg()),
    Case("Value.data", "set", _set("data")),
    Case("Value.grad", "set", _set("grad")),
    Case("Value.label", "set", _set("label")),
    Case("Value.scope", "set", _set("scope")),
    Case("Value.parents", "set", _set("parents"), "read only"),
    Case("Value.partials", "set", _set("partials"), "read only"),
    Case("Value.backward", "too many", lambda x, v: v.backward(x)),  # type: ignore[call-arg]
    Case("Value.recompute", "too many", lambda x, v: v.recompute(x)),  # type: ignore[call-arg]
    Case("Value.expression", "length", lambda x, v: (v * 2).expression(x)),
    Case("Value.svg", "theme", lambda x, v: v.svg(theme=x)),
    Case("Value.op", "too many", lambda x, v: v.op(x)),  # type: ignore[misc]
    Case("draw", "y", lambda x, v: draw(x).svg),
    Case("draw", "one of y", lambda x, v: draw([v, x]).svg),
    *(Case("draw", option, lambda x, v, o=option: draw(v * 2, **{o: x}).svg)
      for option in ("fold", "unfold", "partials", "rankdir", "digits", "theme")),
    Case("draw", "a scope to fold", lambda x, v: draw(v * 2, fold=[x]).svg),
    Case("Drawing.save", "path", lambda x, v: draw(v * 2).save(x)),
    *(Case(t.__name__, "fun", lambda x, v, t=t: t(x)(2.0)) for t in REVERSE),
    *(Case(t.__name__, "argument", lambda x, v, t=t: t(lambda p: v * 2)(x)) for t in REVERSE),
    *(Case(t.__name__, "argnums", lambda x, v, t=t: t(lambda p: p * v, x)(2.0)) for t in REVERSE),
    *(Case(t.__name__, "result", lambda x, v, t=t: t(lambda p: x)(2.0)) for t in REVERSE),
    *(Case(t.__name__, "other argument", lambda x, v, t=t: t(lambda p, q, r: p * v)(2.0, x, r=x)) for t in REVERSE),
    *(Case(t.__name__, "fun", lambda x, v, t=t: t(x, (2.0,), (1.0,))) for t in (jvp, hvp)),
    *(Case(t.__name__, "primals", lambda x, v, t=t: t(lambda p: v * 2, x, (1.0,))) for t in (jvp, hvp)),
    *(Case(t.__name__, "tangents", lambda x, v, t=t: t(lambda p: p * v, (2.0,), x)) for t in (jvp, hvp)),
    *(Case(t.__name__, "a primal", lambda x, v, t=t: t(lambda p: v * 2, (x,), (1.0,))) for t in (jvp, hvp)),
    *(Case(t.__name__, "a tangent", lambda x, v, t=t: t(lambda p: p * v, (2.0,), (x,))) for t in (jvp, hvp)),
    Case("gradcheck", "fun", lambda x, v: gradcheck(x, 2.0)),
    Case("gradcheck", "point", lambda x, v: str(gradcheck(lambda p: v * 2, x))),
    Case("gradcheck", "result", lambda x, v: str(gradcheck(lambda p: x, 2.0))),
    Case("gradcheck", "rtol", lambda x, v: str(gradcheck(lambda p: p * v, 2.0, rtol=x))),
    Case("gradients", "y", lambda x, v: gradients(x, [v])),
    Case("gradients", "xs", lambda x, v: gradients(v * 2, x)),
    Case("gradients", "one of xs", lambda x, v: gradients(v * 2, [x])),
    Case("explain", "y", lambda x, v: str(ad.explain(x, v))),
    Case("explain", "x", lambda x, v: str(ad.explain(v * 2, x))),
    *(Case("explain", option, lambda x, v, o=option: str(ad.explain(v * 2, v, **{o: x})))
      for option in ("digits", "paths", "inner_first")),
    Case("steps", "y", lambda x, v: list(ad.steps(x))),
    Case("register", "name", lambda x, v: _registered(x, "x", "x", "1")),
    Case("register", "args", lambda x, v: _registered("odd", x, "x", "1")),
    Case("register", "formula", lambda x, v: _registered("odd", "x", x, "1")),
    Case("register", "a partial", lambda x, v: _registered("odd", "x", "x", x)),
    Case("register", "domain", lambda x, v: _registered("odd", "x", "x", "1", domain=x)),
    Case("register", "lets", lambda x, v: _registered("odd", "x", "x", "1", lets=x)),
    Case("register", "kinks", lambda x, v: _registered("odd", "x", "x", "1", kinks=x)),
    Case("unregister", "name", lambda x, v: ad.unregister(x)),
    *(Case("to_jax", place, lambda x, v, p=place: _jax(**{"outputs": v * 2, p: x}))
      for place in ("outputs", "inputs", "wrt")),
    Case("to_jax", "one output", lambda x, v: _jax([v * 2, x])),
    Case("to_jax", "x", lambda x, v: _jax(v * 2, [v])(x)),
    Case("to_jax", "parameters", lambda x, v: _jax(v * 2)(None, x)),
    Case("strict", "too many", lambda x, v: ad.strict(x)),  # type: ignore[call-arg]
]

# Public names that are no calls of a user: exceptions, and the table itself, whose rows only the package reads
NO_CALLS = {"DrawingError", "ExpressionError", "NonFiniteError", "OPS", "Op", "UsageError"}
