"""`compile` and `to_jax`: a graph as a kernel, or as a function of JAX."""

from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, Any

from autodiff.compiler.exports.installed import require
from autodiff.compiler.programs.program import ScalarProgram, trace
from autodiff.graph.sweeps import topological
from autodiff.messages import shown
from autodiff.transforms.registration import check_table
from autodiff.value.value import Value

if TYPE_CHECKING:  # NumPy, llvmlite and JAX need not be there
    from autodiff.compiler.calling.kernel import Kernel
    from autodiff.compiler.exports.jax import JaxFunction


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
    from autodiff.compiler.llvm import machine  # llvmlite need not be there

    machine.library()
    from autodiff.compiler.calling.kernel import Kernel

    program, leaves, several = traced(outputs, inputs, wrt)
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
    require()
    from autodiff.compiler.exports.jax import JaxFunction

    program, leaves, several = traced(outputs, inputs, wrt)
    return JaxFunction(program, [leaf.data for leaf in leaves], several)


def traced(outputs: Any, inputs: Iterable[Any], wrt: Iterable[Any] | None) -> tuple[ScalarProgram, list[Any], bool]:
    """The program, the leaves that are its parameters, and whether outputs are a list; errors unless all are Values."""
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


def sequence(values: Iterable[Any], what: str) -> list[Any]:
    """A list of different leaves; `TypeError` or `ValueError` for anything else."""
    found = list(values) if isinstance(values, Iterable) else [values]
    for v in found:
        if not isinstance(v, Value):
            raise TypeError(f"{what} must be Values, got {type(v).__name__} ({shown(v)})")
        if v.op is not None:
            raise ValueError(f"{what} must be leaves, and {shown(v, 80)} was computed: give what it was computed from")
    if len({*found}) < len(found):
        raise ValueError(f"{what} must be different Values, and one came twice")
    return found
