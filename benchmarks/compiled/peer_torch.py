"""PyTorch, eager: plain tensors, its autograd, whole batches. The form that was fastest of several."""

from typing import Any

import torch
from torch.nn.functional import cross_entropy, linear

from benchmarks.compiled.engine import Engine, vector
from benchmarks.compiled.works import BATCH, PENALTY, RATE, Network, flat

torch.set_num_threads(1)


def step(network: Network) -> Engine:
    points, targets = torch.tensor(network.points), torch.tensor(network.targets)[:, None]
    parameters = leaves(network)

    def run() -> tuple[Any, Any]:
        *hidden, last = zip(parameters[::2], parameters[1::2], strict=True)
        x = points
        for w, b in hidden:
            x = torch.relu_(linear(x, w, b))
        every = torch.cat([p.view(-1) for p in parameters])
        loss = torch.relu_(1 - targets * linear(x, *last)).mean() + PENALTY * torch.dot(every, every)
        return loss, torch.autograd.grad(loss, parameters)

    return Engine(run, lambda result: vector(result[0].item(), flat(result[1])))


def epoch(network: Network) -> Engine:
    batches = list(zip(torch.tensor(network.points).split(BATCH), torch.tensor(network.targets).long().split(BATCH),
                       strict=True))
    parameters, first = leaves(network), leaves(network)

    @torch.no_grad()
    def update(parameters: list[Any], gradients: Any) -> None:
        torch._foreach_add_(parameters, gradients, alpha=-RATE)

    def run() -> Any:
        with torch.no_grad():
            torch._foreach_copy_(parameters, first)
        w, b, v, c = parameters
        losses = torch.zeros((), dtype=torch.float64)
        for points, targets in batches:
            loss = cross_entropy(linear(torch.tanh(linear(points, w, b)), v, c), targets)
            update(parameters, torch.autograd.grad(loss, parameters))
            losses += loss.detach()
        return losses / len(batches)

    return Engine(run, lambda loss: vector(loss.item(), flat(p.detach() for p in parameters)))


def leaves(network: Network) -> list[Any]:
    return [torch.tensor(a, requires_grad=True) for layer in network.layers() for a in layer]
