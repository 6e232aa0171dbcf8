"""Kernel: a compiled graph, called with NumPy arrays."""

from collections.abc import Callable, Mapping
from concurrent.futures import Executor
from typing import TYPE_CHECKING, Any

from autodiff.compiler.calling.bound import Bound
from autodiff.compiler.calling.evaluator import Evaluator
from autodiff.compiler.calling.scipy_functions import fun_jac
from autodiff.compiler.calling.sharding import evaluate
from autodiff.compiler.engines.engine import kept, known
from autodiff.compiler.engines.mode import Mode
from autodiff.compiler.exports.c import source
from autodiff.compiler.programs.own_rows import check_arrived, check_current
from autodiff.compiler.programs.program import ScalarProgram
from autodiff.graph.sweeps import at_once, writes

if TYPE_CHECKING:  # JAX need not be there
    from autodiff.compiler.exports.jax import JaxFunction


class Kernel(Evaluator):
    """A graph as machine code: values and gradients of many samples at a time. `autodiff.compile` makes one.

    Called with an array of rows, one number for each input, it gives the value of each row, and its gradient by `wrt`; with
    reduce="sum" or "mean" over the rows, one value and one gradient. Of one row alone (a vector), or without inputs, it
    gives a number and a vector. Of several outputs each comes in a row of its own: the gradients are then a Jacobian.

    It may be called from several threads, and releases the GIL while it runs. It can be pickled; the process that unpickles
    it compiles it once. Never unpickle a kernel from an untrusted source: pickles run code, and the machine code of a forged
    program can read and write any memory.

    >>> from autodiff import compile, variables
    >>> x, w = variables(x=2.0, w=3.0)
    >>> kernel = compile(w * x**2, inputs=[x], wrt=[w, x])
    >>> kernel([[1.0], [2.0]])
    (array([ 3., 12.]), array([[ 1.,  6.],
           [ 4., 12.]]))
    >>> kernel([[1.0], [2.0]], reduce="sum")
    (15.0, array([ 5., 18.]))
    """

    def fun_jac(self, rows: Any = None, reduce: str | None = None) -> tuple[Callable[[Any], Any], Callable[[Any], Any]]:
        """`fun` and `jac`, as `scipy.optimize.minimize(fun, x0, jac=jac)` and `least_squares(fun, x0, jac=jac)` take them.

        Without rows they are functions of the vector of inputs, by which the kernel must be: the value and the gradient or,
        of several outputs, a vector and its Jacobian. With rows (or of a kernel without inputs) they are functions of the
        parameters in `wrt`: with reduce="sum" or "mean" a number and its gradient, else the residual of each row and the
        Jacobian. The other parameters are as in `kernel.parameters`. Both at the same point evaluate once.

        >>> from autodiff import compile, variables
        >>> x, y = variables(x=0.0, y=0.0)
        >>> fun, jac = compile((1 - x)**2 + 100 * (y - x**2)**2, inputs=[x, y], wrt=[x, y]).fun_jac()
        >>> fun([1.0, 2.0]), jac([1.0, 2.0])
        (100.0, array([-400.,  200.]))
        """
        return fun_jac(self, rows, reduce)

    def bind(self, rows: Any = None, *, reduce: str | None = None) -> Bound:
        """A bound call, for loops where microseconds matter: each call evaluates the same array of rows.

        Its `rows` may be written to, `step.rows[...] = new`, but not replaced; its `values` and `gradients` are overwritten
        at each call. Parameters are read from `kernel.parameters`. For one thread at a time.

        >>> from autodiff import compile, variables
        >>> x, w = variables(x=2.0, w=3.0)
        >>> kernel = compile(w * x**2, inputs=[x], wrt=[w])
        >>> step = kernel.bind([[1.0], [2.0]], reduce="mean")
        >>> kernel.parameters[:] = 4.0
        >>> step()
        (10.0, array([2.5]))
        """
        return Bound(self, rows, reduce)

    def map(self, rows: Any, executor: Executor, reduce: str | None = None, shards: int | None = None, *,
            parameters: Any = None) -> tuple[Any, Any]:
        """What a call gives, evaluated by the workers of any `concurrent.futures.Executor`: threads, processes, a cluster.

        The rows are cut into so many shards (8 if left out, of the same length but for one row), and sums are added in the
        order of the shards. Of one row alone, or without inputs, what is cut up is a long sum, as of a loss over samples.
        So the number of workers, and who ends first, change no bit on computers of one kind. The kernel and its parameters
        go with each shard; a worker compiles it once. From Dask `client.get_executor()`, from mpi4py `MPIPoolExecutor()`.
        `concurrent.futures.BrokenExecutor` if a worker ended and the executor gave up.

        >>> from concurrent.futures import ThreadPoolExecutor
        >>> from autodiff import compile, variables
        >>> x, w = variables(x=0.0, w=3.0)
        >>> with ThreadPoolExecutor(2) as pool:
        ...     compile(w * x**2, inputs=[x]).map([[1.0], [2.0], [3.0]], pool, reduce="mean")
        (14.0, array([4.66666667]))
        """
        return evaluate(self, rows, executor, reduce, shards, parameters)

    # --- Parameters, programs and code ---

    def from_values(self) -> None:
        """Set the parameters to the present data of the leaves of the graph."""
        self._parameters[:] = [leaf.data for leaf in self._own_leaves()]

    def to_values(self) -> None:
        """Set the data of the leaves of the graph to the parameters."""
        leaves = self._own_leaves()
        at_once(writes("_data", leaves, self._parameters.tolist()))

    def _own_leaves(self) -> list[Any]:
        if len(self._leaves) != self.program.parameters:
            raise ValueError("this kernel came by pickle or copy, without the graph it was made of: use kernel.parameters")
        return self._leaves

    @property
    def source(self) -> str:
        """The program as text, a line for each value."""
        return self._engine.program.source

    @property
    def adjoint(self) -> str:
        """The program with its gradient as text. What a line's operation means: docs/compiling.md."""
        return self._engine.adjoint.source

    def to_jax(self) -> "JaxFunction":
        """The same graph as a function of JAX, with the present parameters: see `autodiff.to_jax`."""
        from autodiff.compiler.exports.jax import JaxFunction  # JAX need not be there

        check_current(self._own_rows)
        return JaxFunction(self.program, self._parameters, self.several)

    def ir(self, reduce: str | None = None, samples: int = 100) -> str:
        """The code in LLVM's language that is used for so many samples."""
        return "\n".join(self._engine.code(Mode.of(reduce), samples).lines)

    def to_c(self, name: str = "model") -> str:
        """One file of C99 that needs nothing but <math.h>: value and gradient of one sample, with the present parameters.

        name: what its names begin with; `ValueError` if that is no identifier of C. The comment at its top says how it is
        called. Its numbers are the eager engine's to a few roundings, and where nothing passes there, nothing does here.

        >>> from autodiff import compile, tanh, variables
        >>> x, w = variables(x=2.0, w=0.5)
        >>> text = compile(tanh(w * x), inputs=[x], wrt=[w]).to_c("neuron")
        >>> [line for line in text.splitlines() if line.startswith(("enum", "void"))]     # doctest: +NORMALIZE_WHITESPACE
        ['enum {neuron_INPUTS = 1, neuron_PARAMETERS = 1, neuron_OUTPUTS = 1, neuron_WRT = 1};',
         'void neuron_value(const double *x, const double *p, double *y)',
         'void neuron_gradient(const double *x, const double *p, double *y, double *g)']
        """
        return source(self.program, self._engine.careful, self._parameters.tolist(), [v.label for v in self._leaves], name)

    def __repr__(self) -> str:
        p = self.program
        what = [f"{len(p.outputs)} outputs"] * self.several + [f"{p.inputs} inputs", f"{p.parameters} parameters",
                                                             f"{len(p.instructions)} instructions"]
        return f"<kernel of {', '.join(what)}>"

    def __reduce__(self) -> tuple[Any, ...]:
        fingerprint = kept(self.program, self._engine)
        return _restored, (self.program, self._parameters, self.several, fingerprint, self._sent_rows())


def _restored(program: ScalarProgram, parameters: Any, several: bool, fingerprint: str,
              rows: Mapping[str, list[Any]]) -> Kernel:
    check_arrived(rows)
    return Kernel(program, parameters, several, engine=known(fingerprint, program))
