"""JAX, jit: a function of whole batches, its value_and_grad; of the epoch one loop inside jit (scan), or a call a batch."""

from typing import Any

import jax
import jax.numpy as jnp

from benchmarks.compiled.engine import Engine, vector
from benchmarks.compiled.works import BATCH, PENALTY, RATE, Network, flat

jax.config.update("jax_enable_x64", True)


def step(network: Network) -> Engine:
    def loss(layers: Any, points: Any, targets: Any) -> Any:
        x = points
        for w, b in layers[:-1]:
            x = jax.nn.relu(x @ w.T + b)
        w, b = layers[-1]
        hinge = jnp.maximum(1 - targets * (x @ w.T + b)[:, 0], 0).mean()
        return hinge + PENALTY * sum((a**2).sum() for layer in layers for a in layer)

    function = jax.jit(jax.value_and_grad(loss))
    arguments = arrays(network.layers()), jnp.array(network.points), jnp.array(network.targets)
    return Engine(lambda: jax.block_until_ready(function(*arguments)),
                  lambda result: vector(result[0], flattened(result[1])))


def epoch(network: Network) -> Engine:
    """All batches in one call: whole ones in a scan, then the rest."""
    points, targets = jnp.array(network.points), jnp.array(network.targets, dtype=int)
    count = len(points) // BATCH
    whole = points[:count * BATCH].reshape(count, BATCH, -1), targets[:count * BATCH].reshape(count, BATCH)
    rest = points[count * BATCH:], targets[count * BATCH:]

    @jax.jit
    def function(layers: Any, whole: Any, rest: Any) -> Any:
        layers, losses = jax.lax.scan(descend, layers, whole)
        layers, loss = descend(layers, rest)
        return (losses.sum() + loss) / (count + 1), layers

    first = arrays(network.layers())
    return Engine(lambda: jax.block_until_ready(function(first, whole, rest)),
                  lambda result: vector(result[0], flattened(result[1])))


def epoch_by_batch(network: Network) -> Engine:
    points, targets = jnp.array(network.points), jnp.array(network.targets, dtype=int)
    batches = [(points[i:i + BATCH], targets[i:i + BATCH]) for i in range(0, len(points), BATCH)]
    first, function = arrays(network.layers()), jax.jit(descend)

    def run() -> Any:
        layers, losses = first, []
        for batch in batches:
            layers, loss = function(layers, batch)
            losses.append(loss)
        return jax.block_until_ready((losses, layers))

    return Engine(run, lambda result: vector(sum(result[0]) / len(batches), flattened(result[1])))


def descend(layers: Any, batch: Any) -> Any:
    loss, gradients = jax.value_and_grad(cross_entropy)(layers, *batch)
    return jax.tree.map(lambda a, g: a - RATE * g, layers, gradients), loss


def cross_entropy(layers: Any, points: Any, targets: Any) -> Any:
    (w, b), (v, c) = layers
    z = jnp.tanh(points @ w.T + b) @ v.T + c
    return (jax.nn.logsumexp(z, axis=1) - jnp.take_along_axis(z, targets[:, None], axis=1)[:, 0]).mean()


def arrays(layers: Any) -> Any:
    return jax.tree.map(jnp.array, layers)


def flattened(layers: Any) -> Any:
    return flat(a for layer in layers for a in layer)
