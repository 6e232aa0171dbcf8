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


div, sqrt, maximum = _function("div", scalar.div), _function("sqrt", scalar.sqrt), _function("maximum", max)
where = _function("where", lambda condition, x, y: x if condition else y)
