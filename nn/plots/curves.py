"""The shape of an activation, to be drawn in a circle."""

from math import isfinite

from autodiff import Value
from nn.modules.activation import ActivationLike, activation_function

RANGE = [i / 4 for i in range(-12, 13)]  # inputs at which an activation is evaluated
Curve = list[tuple[float, float]]


def curve(activation: ActivationLike) -> Curve:
    """An activation over -3 ... 3 as points between -1 and 1 in both directions; empty if it is finite nowhere.

    >>> points = curve("relu")
    >>> points[0], points[12], points[-1]
    ((-1.0, -1.0), (0.0, -1.0), (1.0, 1.0))
    """
    try:
        function = activation_function(activation)
        found = [(x, function(Value(x))) for x in RANGE]
    except ArithmeticError:  # raised by the user's function, or inside strict()
        return []
    finite = [(x, y.data) for x, y in found if isinstance(y, Value) and isfinite(y.data)]
    if not finite:
        return []
    low, high = min(y for _, y in finite), max(y for _, y in finite)
    return [(x / RANGE[-1], 2 * (y / 2 - low / 2) / (high / 2 - low / 2) - 1 if high > low else 0.0) for x, y in finite]
