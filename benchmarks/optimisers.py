"""Records what PyTorch's optimisers, schedules and clipping do, in float64, for tests/nn/optim/test_golden.py.

Run it where PyTorch is installed (the tests do not need it): `python -m benchmarks.optimisers`.
"""

import itertools
import json
import random
import warnings
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import torch
from torch.optim import lr_scheduler

OUT = Path(__file__).parents[1] / "tests" / "nn" / "optim" / "golden.json"
WEIGHTS = [0.5, -1.25, 3.0]
STEPS = 25
SHOWN = [1, 2, 3, 9, 25]
CHOICES: dict[str, dict[str, list[Any]]] = {  # every combination that is allowed, each with its own rate and eps
    "SGD": {"momentum": [0, 0.9], "dampening": [0, 0.25], "weight_decay": [0, 0.1], "nesterov": [False, True]},
    "RMSprop": {"alpha": [0.99, 0.5], "weight_decay": [0, 0.1], "momentum": [0, 0.9], "centered": [False, True]},
    "Adagrad": {"lr_decay": [0, 0.1], "weight_decay": [0, 0.1], "initial_accumulator_value": [0, 0.5]},
    "Adam": {"betas": [(0.9, 0.999), (0.4, 0.8)], "weight_decay": [0, 0.1], "amsgrad": [False, True]},
    "AdamW": {"betas": [(0.9, 0.999), (0.4, 0.8)], "weight_decay": [0, 0.1], "amsgrad": [False, True]},
}
VALLEY = {"SGD": {"lr": 0.005, "momentum": 0.9}, "RMSprop": {"lr": 0.01}, "Adagrad": {"lr": 0.1}, "Adam": {"lr": 0.02},
          "AdamW": {"lr": 0.02}}
SCHEDULES: dict[str, Callable[[Any], Any]] = {
    "step_decay(0.5, 3, 0.25)": lambda o: lr_scheduler.StepLR(o, 3, 0.25),
    "step_decay(0.5, 3)": lambda o: lr_scheduler.StepLR(o, 3),
    "exponential_decay(0.5, 0.9)": lambda o: lr_scheduler.ExponentialLR(o, 0.9),
    "linear_decay(0.5, 12, 0.1)": lambda o: lr_scheduler.LinearLR(o, 1.0, 0.2, 12),
    "cosine_decay(0.5, 20, 0.1)": lambda o: lr_scheduler.CosineAnnealingLR(o, 20, 0.1),
    "linear_warmup(0.5, 5)": lambda o: lr_scheduler.LinearLR(o),
    "linear_warmup(step_decay(0.5, 3), 7, 0.1)": lambda o: lr_scheduler.ChainedScheduler(
        [lr_scheduler.LinearLR(o, 0.1, 1.0, 7), lr_scheduler.StepLR(o, 3)]),
}
CLIPS = [([3.0, 4.0], 2.5), ([3.0, 4.0], 5.0), ([3.0, 4.0], 50.0), ([-1e-3, 2e-3, 5e-4], 1e-3), ([1e5, -3.0, 0.0, 7.5], 1.0),
         ([0.0, 0.0], 1.0), ([1.0, 1.0], 0.0), ([1e-9, 1e-9], 1e-10)]


def tensor(numbers: list[float]) -> torch.Tensor:
    return torch.tensor(numbers, dtype=torch.float64, requires_grad=True)


def gradients() -> list[list[float]]:
    """For 25 steps and 3 weights: of all sizes, large ones early, some 0."""
    rng = random.Random(2015)
    sizes = ([0, 1, 1], [1, 1, 1], [1, 0, 1])
    return [[rng.gauss(0, 1) * 10 ** rng.uniform(-2, 1) / step * (sizes[step - 1][i] if step <= len(sizes) else 1)
             for i in range(len(WEIGHTS))] for step in range(1, STEPS + 1)]


def combinations(name: str) -> Iterator[dict[str, Any]]:
    """Every combination of options; a rate and an eps of its own for each keeps these apart too."""
    for n, chosen in enumerate(itertools.product(*CHOICES[name].values())):
        options = dict(zip(CHOICES[name], chosen, strict=True), lr=round(0.01 * (1 + n % 7), 2))
        if name != "SGD":
            options["eps"] = (1e-8, 1e-3, 0.1)[n % 3]
        if not options.get("nesterov") or (options["momentum"] and not options["dampening"]):
            yield options
    yield {}  # the defaults


def trajectory(name: str, options: dict[str, Any], schedule: str = "") -> dict[str, Any]:
    """The weights after some of the steps, and the state after the last, when gradients are given."""
    w = tensor(WEIGHTS)
    optimizer = getattr(torch.optim, name)([w], **options)
    scheduler = SCHEDULES[schedule](optimizer) if schedule else None
    weights = []
    for step, gradient in enumerate(gradients(), 1):
        w.grad = torch.tensor(gradient, dtype=torch.float64)
        optimizer.step()
        if scheduler:
            scheduler.step()
        if step in SHOWN:
            weights.append(w.tolist())
    state = {key: x.tolist() for key, x in optimizer.state[w].items() if x is not None}
    return {"optimizer": name, "options": options, "schedule": schedule, "weights": weights, "state": state}


def valley(name: str, options: dict[str, Any]) -> dict[str, Any]:
    """Down a valley like Rosenbrock's, with PyTorch's own gradients."""
    w = tensor([-0.5, 0.75])
    optimizer = getattr(torch.optim, name)([w], **options)
    weights = []
    for _ in range(40):
        optimizer.zero_grad()
        ((1 - w[0]) ** 2 + 10 * (w[1] - w[0] * w[0]) ** 2).backward()
        optimizer.step()
        weights.append(w.tolist())
    return {"optimizer": name, "options": options, "weights": weights[9::10]}


def rates(make: Callable[[Any], Any]) -> list[float]:
    """The learning rates of 21 epochs."""
    optimizer = torch.optim.SGD([tensor([0.0])], lr=0.5)
    scheduler, found = make(optimizer), []
    for _ in range(21):
        found.append(optimizer.param_groups[0]["lr"])
        optimizer.step()
        scheduler.step()
    return found


def clipped(given: list[float], limit: float) -> dict[str, Any]:
    """Gradients after clipping by norm and by value, each of a parameter of its own."""
    by_norm, by_value = ([tensor([0.0]) for _ in given] for _ in range(2))
    for parameters in (by_norm, by_value):
        for p, gradient in zip(parameters, given, strict=True):
            p.grad = torch.tensor([gradient], dtype=torch.float64)
    norm = torch.nn.utils.clip_grad_norm_(by_norm, limit)
    torch.nn.utils.clip_grad_value_(by_value, limit)
    return {"gradients": given, "limit": limit, "norm": norm.item(), "by_norm": [p.grad.item() for p in by_norm],
            "by_value": [p.grad.item() for p in by_value]}


def main() -> None:
    warnings.simplefilter("ignore", FutureWarning)
    made: dict[str, list[Any]] = {
        "trajectories": [trajectory(name, options) for name in CHOICES for options in combinations(name)]
        + [trajectory(name, {"lr": 0.5}, schedule) for name in CHOICES for schedule in list(SCHEDULES)[:1]],
        "valley": [valley(name, options) for name, options in VALLEY.items()],
        "schedules": [{"schedule": text, "rates": rates(make)} for text, make in SCHEDULES.items()],
        "clips": [clipped(given, limit) for given, limit in CLIPS],
        "gradients": gradients(),
    }
    parts = [f'"torch": {json.dumps(torch.__version__)}', f'"start": {json.dumps(WEIGHTS)}', f'"shown": {json.dumps(SHOWN)}']
    parts += [f'"{name}": [\n' + ",\n".join(map(json.dumps, items)) + "\n]" for name, items in made.items()]
    OUT.write_text("{" + ",\n".join(parts) + "}\n", encoding="utf-8")


if __name__ == "__main__":
    main()
