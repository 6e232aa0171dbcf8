"""A number or a Value as a parameter."""

from autodiff import Value
from autodiff.messages import shown
from autodiff.reals import number

Number = Value | float


def as_parameter(x: Number, label: str, scope: str) -> Value:
    """A new Value for a number. A Value is returned as it is, so that two neurons can share it."""
    if isinstance(x, Value):
        if x.op is not None:
            raise ValueError(f"{label} of a {scope} must be a number or a leaf, not the computed {shown(x, 80)}: "
                             "a computed Value cannot be trained")
        return x
    p = Value(number(x, f"{label} of a {scope}"), label=label)
    p.scope = scope
    return p
