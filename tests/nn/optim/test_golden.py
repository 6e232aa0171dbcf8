"""Optimisers, schedules and clipping beside PyTorch's, as `benchmarks/optimisers.py` recorded them."""

import json
import math
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import pytest

from autodiff import Value, variables
from nn import optim
from nn.optim import (
    clip_grad_norm,
    clip_grad_value,
    cosine_decay,
    exponential_decay,
    linear_decay,
    linear_warmup,
    step_decay,
)

GOLDEN: dict[str, Any] = json.loads(Path(__file__).with_name("golden.json").read_text(encoding="utf-8"))
SCHEDULES = {
    "step_decay(0.5, 3, 0.25)": step_decay(0.5, 3, 0.25),
    "step_decay(0.5, 3)": step_decay(0.5, 3),
    "exponential_decay(0.5, 0.9)": exponential_decay(0.5, 0.9),
    "linear_decay(0.5, 12, 0.1)": linear_decay(0.5, 12, 0.1),
    "cosine_decay(0.5, 20, 0.1)": cosine_decay(0.5, 20, 0.1),
    "linear_warmup(0.5, 5)": linear_warmup(0.5, 5),
    "linear_warmup(step_decay(0.5, 3), 7, 0.1)": linear_warmup(step_decay(0.5, 3), 7, 0.1),
}


def named(case: dict[str, Any]) -> str:
    """An id of a test."""
    options = " ".join(f"{name}={x}" for name, x in case["options"].items() if x)
    return f"{case['optimizer']} {options} {case.get('schedule', '')}"


def near(found: Iterable[float], expected: Iterable[float]) -> list[float]:
    """That numbers are equal within 1e-12 of their size; how far they are apart, in units in the last place."""
    pairs = list(zip(found, expected, strict=True))
    for ours, theirs in pairs:
        assert ours == pytest.approx(theirs, rel=1e-12, abs=0)
    return [abs(ours - theirs) / math.ulp(theirs) for ours, theirs in pairs]


def trajectory(case: dict[str, Any]) -> list[float]:
    """Follow the recorded gradients and compare weights and state; the deviations of the weights."""
    w = [Value(x) for x in GOLDEN["start"]]
    optimizer = getattr(optim, case["optimizer"])(w, **case["options"])
    schedule, shown, deviations = SCHEDULES.get(case["schedule"]), iter(case["weights"]), []
    for step, gradients in enumerate(GOLDEN["gradients"], 1):
        if schedule:
            optimizer.lr = schedule(step - 1)
        for p, gradient in zip(w, gradients, strict=True):
            p.grad = gradient
        optimizer.step()
        if step in GOLDEN["shown"]:
            deviations += near([p.data for p in w], next(shown))
    for i, state in enumerate(optimizer.state_dict()["state"].values()):
        for name in state.keys() & case["state"].keys() - {"step"}:
            assert state[name] == pytest.approx(case["state"][name][i], rel=1e-12, abs=1e-15), name
    return deviations


@pytest.mark.parametrize("case", GOLDEN["trajectories"], ids=named)
def test_a_trajectory_is_pytorchs(case: dict[str, Any]) -> None:
    trajectory(case)


def test_the_weights_are_a_unit_in_the_last_place_from_pytorchs_on_average() -> None:
    deviations = [ulps for case in GOLDEN["trajectories"] for ulps in trajectory(case)]
    assert len(deviations) > 800
    assert sum(deviations) / len(deviations) < 1


@pytest.mark.parametrize("case", GOLDEN["valley"], ids=named)
def test_down_a_valley_with_gradients_of_our_own(case: dict[str, Any]) -> None:
    x, y = variables(x=-0.5, y=0.75)
    optimizer = getattr(optim, case["optimizer"])([x, y], **case["options"])
    for step in range(1, 41):
        optimizer.zero_grad()
        ((1 - x) ** 2 + 10 * (y - x * x) ** 2).backward()
        optimizer.step()
        if step % 10 == 0:
            near([x.data, y.data], case["weights"][step // 10 - 1])


@pytest.mark.parametrize("case", GOLDEN["schedules"], ids=lambda case: case["schedule"])
def test_a_schedule_is_pytorchs(case: dict[str, Any]) -> None:
    near(map(SCHEDULES[case["schedule"]], range(21)), case["rates"])


@pytest.mark.parametrize("case", GOLDEN["clips"], ids=lambda case: f"{case['gradients']} {case['limit']}")
def test_clipping_is_pytorchs(case: dict[str, Any]) -> None:
    parameters = [Value(0.0) for _ in case["gradients"]]

    def given() -> list[Value]:
        for p, gradient in zip(parameters, case["gradients"], strict=True):
            p.grad = gradient
        return parameters

    near([clip_grad_norm(given(), case["limit"])], [case["norm"]])
    near([p.grad for p in parameters], case["by_norm"])
    clip_grad_value(given(), case["limit"])
    assert [p.grad for p in parameters] == case["by_value"]
