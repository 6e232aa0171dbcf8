"""What PyTorch makes of losses, BatchNorm, PReLU, Dropout and initialisers, kept as torch.json: the tests need no torch.

Run where torch is installed: `python tests/nn/golden_torch.py`. Inputs are drawn by Python: only the answers are torch's.
"""

import json
import math
import random
from collections.abc import Callable
from pathlib import Path
from typing import Any
from unittest import mock

import torch
from torch import nn
from torch.nn import functional

FILE = Path(__file__).with_name("torch.json")
rng = random.Random(20)


def tensor(x: Any, grad: bool = False) -> torch.Tensor:
    return torch.tensor(x, dtype=torch.float64, requires_grad=grad)


def numbers(count: int, low: float = -3.0, high: float = 3.0) -> list[float]:
    return [rng.uniform(low, high) for _ in range(count)]


def loss(name: str, function: Callable[..., Any], outputs: Any, targets: Any, **options: Any) -> dict[str, Any]:
    """Each reduction, and the gradient of the sum."""
    classes = isinstance(targets[0], int) and name in ("cross_entropy", "nll")
    y = torch.tensor(targets) if classes else tensor(targets)
    a = tensor(outputs, grad=True)
    function(a, y, reduction="sum", **options).backward()
    kinds = {kind: function(a, y, reduction=kind, **options).flatten().tolist() for kind in ("none", "sum", "mean")}
    return {"loss": name, "outputs": outputs, "targets": targets, "options": options, **kinds, "grad": a.grad.tolist()}


def losses() -> list[dict[str, Any]]:
    rows, shares = [numbers(3) for _ in range(4)], [[0.2, 0.5, 0.3], [0.0, 1.0, 0.0], [0.9, 0.05, 0.05], [1 / 3] * 3]
    steep = [[800.0, 0.0, -800.0], [1e-9, 0.0, -1e-9]]
    binary = [0, 1, 1, 0, 1]
    found = [
        loss("mse", functional.mse_loss, numbers(5), numbers(5)), loss("mae", functional.l1_loss, numbers(5), numbers(5)),
        loss("mse", functional.mse_loss, [numbers(2), numbers(2)], [numbers(2), numbers(2)]),
        loss("mae", functional.l1_loss, [1.0, 2.0], [1.0, 4.0]),
        loss("cross_entropy", functional.cross_entropy, rows, [0, 2, 1, 2]),
        loss("cross_entropy", functional.cross_entropy, rows, shares),
        loss("cross_entropy", functional.cross_entropy, steep, [1, 2]),
        loss("nll", functional.nll_loss, rows, [2, 2, 0, 1]),
        loss("binary_cross_entropy", functional.binary_cross_entropy, numbers(5, 0.01, 0.99), binary),
        loss("binary_cross_entropy", functional.binary_cross_entropy, numbers(5, 0.01, 0.99), numbers(5, 0.0, 1.0)),
        *(loss("binary_cross_entropy_with_logits", functional.binary_cross_entropy_with_logits, z, y)
          for z, y in ((numbers(5), binary), ([-500.0, 500.0, 0.0], [1, 1, 0]), (numbers(5), numbers(5, 0.0, 1.0)))),
    ]
    return found + [loss("huber", functional.huber_loss, [*numbers(5), 1.0, delta, -delta], [*numbers(5), 1.0, 0.0, 0.0],
                         delta=delta) for delta in (0.25, 1.0, 2.5)]


def batch_norm(eps: float, momentum: float) -> dict[str, Any]:
    """Three batches in training, then two samples in evaluation; gradients of the sum of i times the i-th output."""
    block = nn.BatchNorm1d(2, eps=eps, momentum=momentum, dtype=torch.float64)
    gamma, beta = numbers(2, 0.5, 2.0), numbers(2)
    with torch.no_grad():
        block.weight.copy_(tensor(gamma))
        block.bias.copy_(tensor(beta))
    steps = []
    for mode, count in (("train", 3), ("train", 5), ("train", 2), ("eval", 1), ("eval", 2)):
        block.train(mode == "train")
        block.zero_grad()
        x = tensor([numbers(2) for _ in range(count)], grad=True)
        y = block(x)
        (y * torch.arange(1, y.numel() + 1).reshape(y.shape)).sum().backward()
        steps.append({"mode": mode, "x": x.tolist(), "y": y.tolist(), "grad": x.grad.tolist(),
                      "gamma": block.weight.grad.tolist(), "beta": block.bias.grad.tolist(),
                      "mean": block.running_mean.tolist(), "var": block.running_var.tolist()})
    return {"eps": eps, "momentum": momentum, "gamma": gamma, "beta": beta, "steps": steps}


def prelu() -> dict[str, Any]:
    x, alpha = tensor([-2.0, -1e-3, 0.0, 0.5, 3.0], grad=True), tensor([0.25], grad=True)
    y = functional.prelu(x, alpha)
    (y * torch.arange(1, 6)).sum().backward()
    return {"x": x.tolist(), "y": y.tolist(), "grad": x.grad.tolist(), "alpha": alpha.grad.item()}


def initialisers() -> list[dict[str, Any]]:
    """The bound of each uniform, and the standard deviation of each normal distribution."""
    found = []
    for nin, nout, gain in ((2, 3, 1.0), (16, 1, 5 / 3), (5, 7, math.sqrt(2))):
        w = torch.empty(nout, nin)
        sizes = {}
        for name, fill, options in (("xavier", "xavier", {"gain": gain}), ("he", "kaiming", {"nonlinearity": "relu"})):
            for kind in ("uniform", "normal"):
                with mock.patch.object(torch.Tensor, f"{kind}_") as drawn:
                    getattr(nn.init, f"{fill}_{kind}_")(w, **options)
                sizes[f"{name}_{kind}"] = drawn.call_args.args[1]
        found.append({"nin": nin, "nout": nout, "gain": gain, **sizes})
    return found


if __name__ == "__main__":
    torch.set_default_dtype(torch.float64)
    golden = {"version": torch.__version__, "losses": losses(),
              "batch_norm": [batch_norm(1e-5, 0.1), batch_norm(1e-3, 0.5), batch_norm(1e-5, 0.0)], "prelu": prelu(),
              "initialisers": initialisers(),
              "dropout": {str(p): functional.dropout(tensor([1.5] * 60), p).max().item() for p in (0.1, 0.5, 0.9)}}
    lines = ",\n".join(f"{json.dumps(name)}: {json.dumps(part)}" for name, part in golden.items())
    FILE.write_text(f"{{\n{lines}\n}}\n", encoding="utf-8")
