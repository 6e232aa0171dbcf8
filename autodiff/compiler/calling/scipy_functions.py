"""`Kernel.fun_jac`: a kernel as the two functions that optimisers such as SciPy's need."""

from collections.abc import Callable
from typing import Any

from autodiff.compiler.calling.evaluator import Evaluator, numbers


def fun_jac(kernel: Evaluator, rows: Any, reduce: str | None) -> tuple[Callable[[Any], Any], Callable[[Any], Any]]:
    """See `Kernel.fun_jac`."""
    program = kernel.program
    kinds = {kind for kind, _ in program.wrt}
    if rows is None and program.inputs:
        if reduce is not None:
            raise ValueError("reduce adds up rows, and there are none: fun_jac(rows, reduce='sum')")
        if program.wrt != tuple([("input", i) for i in range(program.inputs)]):
            raise ValueError(f"without rows the functions are of the {program.inputs} inputs, but this kernel is not by "
                             "exactly those in order: compile(y, inputs=xs, wrt=xs), or give rows")
    elif kinds != {"parameter"}:
        raise ValueError(f"with rows, or without inputs, the functions are of parameters, but this kernel is by "
                         f"{' and '.join(f'{kind}s' for kind in sorted(kinds)) or 'nothing'}: compile(y, xs, wrt=ws)")
    point = _Point(kernel, None if rows is None else kernel._rows(rows)[0].copy(), reduce)
    return point.fun, point.jac


class _Point:
    """The kernel at a point. It remembers the last one, so that value and gradient take one evaluation."""

    def __init__(self, kernel: Evaluator, rows: Any, reduce: str | None) -> None:
        self.kernel, self.rows, self.reduce = kernel, rows, reduce
        self.places = [i for _, i in kernel.program.wrt]
        self.known: tuple[Any, Any, Any] = (None, None, None)  # what was asked, value, gradient: replaced as one

    def fun(self, x: Any) -> Any:
        """The value, or the vector of residuals."""
        return self._at(x)[0]

    def jac(self, x: Any) -> Any:
        """The gradient, or the Jacobian."""
        return self._at(x)[1]

    def _at(self, x: Any) -> tuple[Any, Any]:
        x = numbers(x, "x")
        if x.shape != (len(self.places),):
            raise ValueError(f"x must be {len(self.places)} numbers, got an array of the shape {x.shape}")
        others = self.kernel.parameters
        asked = x.tobytes(), others.tobytes()
        known, value, gradient = self.known
        if asked != known:
            value, gradient = self._evaluate(x, others)
            self.known = asked, value, gradient
        return value if isinstance(value, float) else value.copy(), gradient.copy()  # least_squares writes into them

    def _evaluate(self, x: Any, others: Any) -> tuple[Any, Any]:
        if self.rows is None and self.kernel.program.inputs:
            return self.kernel(x)
        parameters = others.copy()
        parameters[self.places] = x
        value, gradient = self.kernel(self.rows, reduce=self.reduce, parameters=parameters)
        return (value, gradient) if isinstance(value, float) else (value.reshape(-1), gradient.reshape(-1, len(x)))
