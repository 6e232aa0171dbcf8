"""From a scalar graph to machine code (extra `compile`: llvmlite and NumPy).

program -> rewrites -> groups -> segments and layers -> ir -> machine; `engine` chooses, `kernel` is what the user calls.
"""

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

from autodiff.text import shown

if TYPE_CHECKING:
    from autodiff.compiler.kernel import Kernel


def compile(outputs: Any, inputs: Iterable[Any] = (), wrt: Iterable[Any] | None = None) -> "Kernel":
    """The graph of a Value (or of several) as machine code, which gives values and gradients of many samples at a time.

    inputs: the leaves that differ from sample to sample; all other leaves are parameters, read at each call from
    `kernel.parameters`. wrt: the leaves to differentiate by; if left out the parameters or, if there is none, the inputs.
    Second derivatives: compile what `gradients` gives. A Python `if` on a Value has been decided when the graph was built;
    `where` is decided for each sample. `ImportError` without the extra `compile`, `TypeError` and `ValueError` for anything
    but Values and leaves.

    >>> from autodiff import tanh, variables
    >>> x, w, b = variables(x=1.0, w=0.5, b=0.25)
    >>> kernel = compile(tanh(w * x + b), inputs=[x], wrt=[w, b])
    >>> values, gradients = kernel([[0.5], [-0.5]])
    >>> values
    array([0.46211716, 0.        ])
    >>> gradients
    array([[ 0.39322387,  0.78644773],
           [-0.5       ,  1.        ]])
    """
    from autodiff.compiler import machine

    machine.library()
    from autodiff.compiler.kernel import Kernel, sequence
    from autodiff.compiler.program import trace
    from autodiff.value import Value

    several = not isinstance(outputs, Value)
    found = list(outputs) if several else [outputs]
    for y in found:
        if not isinstance(y, Value):
            raise TypeError(f"what is compiled must be a Value, or a list of them, not {type(y).__name__} ({shown(y)})")
    if not found:
        raise ValueError("there is nothing to compile: give a Value, or a list of at least one")
    given = sequence(inputs, "inputs")
    asked = None if wrt is None else sequence(wrt, "wrt")
    program, leaves = trace(found, given, asked)
    return Kernel(program, [leaf.data for leaf in leaves], several, leaves)
