"""The functions of rules: of floats by IEEE 754, without exceptions, or of Values while a rule is traced to be compiled."""

from collections.abc import Callable
from typing import Any

from autodiff import Value
from autodiff.graph.functions import FUNCTIONS
from autodiff.table import scalar


def _function(name: str, of_floats: Callable[..., Any]) -> Callable[..., Any]:
    def function(*numbers: Any) -> Any:
        return FUNCTIONS[name](*numbers) if Value in map(type, numbers) else of_floats(*numbers)

    return function


div, sqrt = _function("div", scalar.div), _function("sqrt", scalar.sqrt)
maximum, minimum = _function("maximum", max), _function("minimum", min)
where = _function("where", lambda condition, x, y: x if condition else y)
