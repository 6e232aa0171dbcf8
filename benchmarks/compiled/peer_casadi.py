"""CasADi: an SX function of one sample with its gradient, mapped over the batch; called through buffers, its fastest way."""

from itertools import pairwise
from typing import Any

import casadi as ca
import numpy as np

from benchmarks.compiled.engine import Engine, vector
from benchmarks.compiled.works import PENALTY, Network


def step(network: Network) -> Engine:
    """The map sums losses and gradients; the penalty is added by NumPy."""
    samples, weights = len(network.points), network.weights
    function = sample(network).map("batch", "serial", samples, [1], [0, 1])
    rows = np.column_stack([network.points, network.targets])
    loss, gradient = np.empty(1), np.empty_like(weights)
    call = buffered(function, [rows, weights], [loss, gradient])

    def run() -> tuple[float, Any]:
        call()
        return loss[0] / samples + PENALTY * np.dot(weights, weights), gradient / samples + 2 * PENALTY * weights

    return Engine(run, lambda result: vector(*result))


def sample(network: Network) -> Any:
    """Loss and gradient of one sample, the inputs and the target in one column."""
    row, p = ca.SX.sym("row", network.widths[0] + 1), ca.SX.sym("p", len(network.weights))
    x, used = row[:-1], 0
    for layer, (nin, nout) in enumerate(pairwise(network.widths)):
        matrix = ca.reshape(p[used:used + nout * (nin + 1)], nin + 1, nout).T
        used += nout * (nin + 1)
        x = matrix[:, :-1] @ x + matrix[:, -1]
        x = ca.fmax(x, 0) if layer < len(network.widths) - 2 else x
    loss = ca.fmax(1 - row[-1] * x, 0)
    return ca.Function("sample", [row, p], [loss, ca.gradient(loss, p)])


def rosenbrock(points: Any) -> Engine:
    x = ca.SX.sym("x", points.shape[1])
    y = ca.sumsqr(10 * (x[1:] - x[:-1] ** 2)) + ca.sumsqr(1 - x[:-1])
    function = ca.Function("rosenbrock", [x], [y, ca.gradient(y, x)])
    if len(points) > 1:
        function = function.map(len(points))
    values, gradients = np.empty(len(points)), np.empty_like(points)
    return Engine(buffered(function, [points], [values, gradients]), lambda _: vector(values, gradients))


def buffered(function: Any, arguments: list[Any], results: list[Any]) -> Any:
    """A call without arguments that reads and writes NumPy's memory (a row there is a column here), and keeps it alive."""
    buffer, call = function.buffer()
    for i, argument in enumerate(arguments):
        buffer.set_arg(i, memoryview(argument))
    for i, result in enumerate(results):
        buffer.set_res(i, memoryview(result))
    memory = buffer, arguments, results

    def run() -> Any:
        call()
        return memory

    return run
