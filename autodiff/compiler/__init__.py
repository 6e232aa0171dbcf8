"""From a scalar graph to machine code (extra `compile`: llvmlite and NumPy).

program -> rewrites -> rolling -> adjoint -> groups -> segments and layers -> ir -> machine; `engine` chooses, `kernel` is
what the user calls.
"""

from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, Any

from autodiff.text import shown

if TYPE_CHECKING:
    from autodiff.compiler.exports.jax import JaxFunction
    from autodiff.compiler.kernel import Kernel
    from autodiff.compiler.programs.program import Program


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
    from autodiff.compiler.llvm import machine

    machine.library()
    from autodiff.compiler.kernel import Kernel

    program, leaves, several = _traced(outputs, inputs, wrt)
    return Kernel(program, [leaf.data for leaf in leaves], several, leaves)


def to_jax(outputs: Any, inputs: Iterable[Any] = (), wrt: Iterable[Any] | None = None) -> "JaxFunction":
    """The graph of a Value (or of several) as a function of JAX: f(x, parameters) gives value and gradient of one sample.

    x: a vector of the inputs. parameters: a vector of all other leaves, those of `wrt` first; `f.parameters` has their
    present numbers. outputs, inputs and wrt are as for `compile`, and so is the gradient: of several outputs a Jacobian.

    f is pure, for `jax.jit`, `jax.vmap` and `jax.pmap`. It holds the reverse sweep already: `jax.grad` is not needed, and
    what JAX compiles grows with the layers, not with the scalars. Nothing passes to a branch that was not taken.
    `ImportError` without the extra `jax`, `RuntimeError` unless JAX uses float64, else errors as of `compile`.

    >>> import jax
    >>> jax.config.update("jax_enable_x64", True)
    >>> from autodiff import tanh, variables
    >>> x, w, b = variables(x=1.0, w=0.5, b=0.25)
    >>> f = to_jax(tanh(w * x + b), inputs=[x], wrt=[w, b])
    >>> values, gradients = jax.jit(jax.vmap(f, in_axes=(0, None)))(jax.numpy.array([[0.5], [-0.5]]), f.parameters)
    >>> print(gradients.round(6))
    [[ 0.393224  0.786448]
     [-0.5       1.      ]]
    """
    from autodiff.compiler.exports.installed import require

    require()
    from autodiff.compiler.exports.jax import JaxFunction

    program, leaves, several = _traced(outputs, inputs, wrt)
    return JaxFunction(program, [leaf.data for leaf in leaves], several)


def _traced(outputs: Any, inputs: Iterable[Any], wrt: Iterable[Any] | None) -> tuple["Program", list[Any], bool]:
    """The program, the leaves that are its parameters, and whether outputs are several; errors for anything but Values."""
    from autodiff.compiler.kernel import sequence
    from autodiff.compiler.programs.program import trace
    from autodiff.graph import topological
    from autodiff.registration import check_table
    from autodiff.value import Value

    several = isinstance(outputs, Iterable) and not isinstance(outputs, str | Mapping)
    found = list(outputs) if several else [outputs]
    for y in found:
        if not isinstance(y, Value):
            raise TypeError(f"what is compiled must be a Value, or a list of them, not {type(y).__name__} ({shown(y)})")
    if not found:
        raise ValueError("there is nothing to compile: give a Value, or a list of at least one")
    given = sequence(inputs, "inputs")
    asked = None if wrt is None else sequence(wrt, "wrt")
    program, leaves = trace(found, given, asked)
    check_table({op for op, _ in program.instructions}, lambda: topological(*found))
    return program, leaves, several
