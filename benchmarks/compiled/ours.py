"""Our engine, compiled: from the graph of one sample, or from the graph of a whole batch."""

import math
import os
import time
from concurrent.futures import ProcessPoolExecutor
from functools import cache
from multiprocessing import get_context
from typing import Any

import numpy as np

import autodiff as ad
from autodiff import Value
from benchmarks.compiled import graphs
from benchmarks.compiled.engine import Engine, vector
from benchmarks.compiled.works import BATCH, PENALTY, RATE, Network


def step(network: Network) -> Engine:
    """The loss of one sample is compiled; the penalty, which no sample changes, is added by NumPy."""
    kernel, rows = hinge(network)
    weights, evaluate = kernel.parameters, kernel.bind(rows, reduce="mean")
    slope = np.empty_like(weights)

    def run() -> tuple[float, Any]:
        loss, gradient = evaluate()
        gradient += np.multiply(weights, 2 * PENALTY, out=slope)
        return loss + PENALTY * weights.dot(weights), gradient

    return Engine(run, lambda result: vector(*result))


def hinge(network: Network) -> tuple[Any, Any]:
    """The kernel of one sample, and the rows that it takes."""
    neurons, parameters = graphs.layers(network)
    inputs = [Value(0.0) for _ in range(network.widths[0] + 1)]
    loss = graphs.hinge(neurons, inputs[:-1], inputs[-1])
    return ad.compile(loss, inputs=inputs, wrt=parameters), np.column_stack([network.points, network.targets])


def whole_step(network: Network) -> Engine:
    """The whole loss as one graph, a Python sum over the samples."""
    loss, parameters = graphs.whole(network)
    kernel = ad.compile(loss, wrt=parameters)
    return Engine(kernel, lambda result: vector(*result))


def epoch(network: Network) -> Engine:
    neurons, parameters = graphs.layers(network)
    inputs = [Value(0.0) for _ in range(network.widths[0])]
    shares = [Value(0.0) for _ in range(network.widths[-1])]
    kernel = ad.compile(graphs.cross_entropy(neurons, inputs, shares), inputs=inputs + shares, wrt=parameters)
    rows = np.hstack([network.points, np.eye(network.widths[-1])[network.targets.astype(int)]])
    batches = [rows[i:i + BATCH] for i in range(0, len(rows), BATCH)]
    # one for each length, into whose rows the batches go: one for each batch, with memory of its own, would fill the caches
    calls = {length: kernel.bind(np.zeros((length, rows.shape[1])), reduce="mean") for length in {*map(len, batches)}}
    weights = kernel.parameters

    def run() -> float:
        weights[:] = network.weights
        losses = 0.0
        for batch in batches:
            call = calls[len(batch)]
            call.rows[:] = batch
            loss, gradient = call()
            losses += loss
            gradient *= RATE
            np.subtract(weights, gradient, out=weights)
        return losses / len(batches)

    return Engine(run, lambda loss: vector(loss, weights))


def rosenbrock(points: Any) -> Engine:
    x = [Value(0.0) for _ in range(points.shape[1])]
    kernel = ad.compile(graphs.rosenbrock(x), inputs=x, wrt=x)
    return Engine(kernel.bind(points), lambda result: vector(*result))


def one_process(network: Network) -> Engine:
    kernel, rows = long_work(network)
    return Engine(lambda: kernel(rows, reduce="mean"), lambda result: vector(*result))


def two_processes(network: Network) -> Engine:
    """Each process on whichever core is free; both are started and have compiled before the clock runs."""
    kernel, rows = long_work(network)
    pool = ProcessPoolExecutor(2, mp_context=get_context("spawn"), initializer=use_every_core)
    return Engine(lambda: kernel.map(rows, executor=pool, reduce="mean"), lambda result: vector(*result))


@cache
def long_work(network: Network) -> tuple[Any, Any]:
    """The kernel of one sample, and points enough for 1.5 s: those there are, again and again."""
    kernel, rows = hinge(network)
    kernel(rows, reduce="mean")
    start = time.process_time()  # however busy the machine is
    for _ in range(100):
        kernel(rows, reduce="mean")
    return kernel, np.tile(rows, (math.ceil(150 / (time.process_time() - start)), 1))


def use_every_core() -> None:
    """The measuring process stays on one, which its children would inherit."""
    if hasattr(os, "sched_setaffinity"):
        os.sched_setaffinity(0, range(os.cpu_count() or 1))
