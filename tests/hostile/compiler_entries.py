"""Where something hostile may enter what is compiled by tracing, optimised or shared out."""

from concurrent.futures import ThreadPoolExecutor
from typing import Any

from autodiff import compile, jit, sum, variables
from autodiff.compiler.calling.kernel import Kernel
from tests.hostile.case import Case

double = jit(lambda p, *more, **named: 2.0 * (sum(p) if isinstance(p, list) else p))


def kernel() -> Kernel:
    x, w = variables(x=0.5, w=2.0)
    return compile(w * x**2, inputs=[x], wrt=[w])


def _map(*args: Any, **kwargs: Any) -> Any:
    """By a pool that is not asked to start a thread where nothing is sent."""
    with ThreadPoolExecutor(1) as pool:
        return kernel().map(*(pool if a is ThreadPoolExecutor else a for a in args), **kwargs)


def _both(functions: Any, x: Any) -> Any:
    return [function(x) for function in functions]


CASES = [
    Case("jit", "fun", lambda x, v: jit(x)(2.0)),
    Case("jit", "argument", lambda x, v: double(x)),
    Case("jit", "an element", lambda x, v: double([3.0, x])),
    Case("jit", "other argument", lambda x, v: double(3.0, x, named=x)),
    Case("jit", "argument of value_and_grad", lambda x, v: double.value_and_grad(x)),
    Case("jit", "result", lambda x, v: jit(lambda p: x)(2.0)),
    Case("jit", "compared", lambda x, v: jit(lambda p: p > x)(2.0)),
    Case("Kernel.fun_jac", "rows", lambda x, v: _both(kernel().fun_jac(x), [2.0])),
    Case("Kernel.fun_jac", "reduce", lambda x, v: _both(kernel().fun_jac([[1.0]], x), [2.0])),
    Case("Kernel.fun_jac", "x", lambda x, v: _both(kernel().fun_jac([[1.0]]), x)),
    Case("Kernel.map", "rows", lambda x, v: _map(x, ThreadPoolExecutor)),
    Case("Kernel.map", "executor", lambda x, v: kernel().map([[1.0], [2.0]], x)),
    Case("Kernel.map", "reduce", lambda x, v: _map([[1.0], [2.0]], ThreadPoolExecutor, x)),
    Case("Kernel.map", "shards", lambda x, v: _map([[1.0], [2.0]], ThreadPoolExecutor, None, x)),
    Case("Kernel.map", "parameters", lambda x, v: _map([[1.0], [2.0]], ThreadPoolExecutor, parameters=x)),
]
