"""explain(y, x): the derivative dy/dx by the chain rule, written from the graph and the table alone.

reading (rows as terms) -> between (the graph between y and x) -> naming -> chain (factors) -> derivation (paths, deltas)
-> explanation.
"""

from typing import TYPE_CHECKING, Any

from autodiff.messages import shown
from autodiff.value.outdated import check_up_to_date
from autodiff.value.value import Value

if TYPE_CHECKING:
    from autodiff.explaining.explanation import Explanation


def explain(y: Value, x: Value, *, digits: int = 4, paths: int = 8, inner_first: bool = False) -> "Explanation":
    """Explain dy/dx by the chain rule: the factors along each path as symbols, formulas and numbers, and their product.

    digits: significant digits shown, 1 to 17; `.data` of the answer is not rounded.
    paths: if more paths than this lead from y to x, the reverse pass is shown node by node instead.
    inner_first: whether the factors go from x to y rather than from y to x.

    A prompt and `print` show text, Jupyter formulas. `.markdown` has LaTeX, `.html` MathML, `.data` plain data.
    `TypeError` for anything but Values; `ValueError` if the data of a leaf has changed since y was computed.

    >>> from autodiff import variables
    >>> w, x, b = variables(w=0.5, x=2.0, b=-0.7)
    >>> explain((w * x + b).tanh(), w)
    The chain rule:
      ∂y/∂w = ∂y/∂(w·x + b) · ∂(w·x + b)/∂w
    <BLANKLINE>
    The values along the way:
      w·x + b = 0.5·2 + (-0.7) = 0.3
      y       = tanh(w·x + b) = tanh(0.3) ≈ 0.2913
    <BLANKLINE>
    The factors:
      ∂y/∂(w·x + b) = sech²(w·x + b) = 1 - y² ≈ 1 - 0.2913² ≈ 0.9151
      ∂(w·x + b)/∂w = x = 2
    <BLANKLINE>
    The product of the factors:
      ∂y/∂w = (1 - y²) · x ≈ 0.9151 · 2 ≈ 1.830
    <BLANKLINE>
    ≈: shown to 4 digits, computed with all of them.
    """
    for given in (y, x):
        if not isinstance(given, Value):
            raise TypeError(f"explain() needs two Values, not {type(given).__name__} ({shown(given)}): explain(y, x) is for "
                            "one y and one x")
    _check("digits", digits, 1, 17)
    _check("paths", paths, 0, 1000)
    if type(inner_first) is not bool:
        raise TypeError(f"inner_first must be True or False, not {type(inner_first).__name__} ({shown(inner_first)})")
    from autodiff.explaining.between import Between
    from autodiff.explaining.deltas import by_nodes
    from autodiff.explaining.derivation import Derivation, trivial
    from autodiff.explaining.paths import by_paths

    between = Between(y, x)
    check_up_to_date("explain", between.edges)
    it = Derivation(between, digits)
    if y is x or not between.order:
        return trivial(it)
    return by_nodes(it, paths) if between.count(paths + 1) > paths else by_paths(it, inner_first)


def _check(name: str, given: Any, low: int, high: int) -> None:
    if type(given) is not int or not low <= given <= high:
        raise ValueError(f"{name} must be an int from {low} to {high}, got {shown(given)}")
