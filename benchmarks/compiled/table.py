"""The works, who runs them, and the goals: how many times our time a peer should take at least."""

import importlib
import shutil
from collections.abc import Callable
from dataclasses import dataclass, field
from importlib.util import find_spec
from typing import Any

from benchmarks.compiled import works
from benchmarks.compiled.engine import Engine, vector

OURS = "autodiff"
NEEDED = {"ours": "llvmlite", "peer_torch": "torch", "peer_jax": "jax", "peer_casadi": "casadi",
          "peer_tapes:micrograd": "micrograd", "peer_tapes:xad": "xad", "works:digits": "sklearn"}


@dataclass(frozen=True)
class Work:
    """A row of the table. Engines are named as "module:function", so that only those that are installed are imported."""

    title: str
    data: Callable[[], Any]
    engines: dict[str, str]
    goals: dict[str, float] = field(default_factory=dict)
    anew: bool = False  # whether each run starts from nothing, compilation included
    needs: str = ""
    others: bool = False  # whether other processes share the work, which the processor time of this one does not count

    def makers(self) -> dict[str, Callable[[], Engine]]:
        """What makes each engine that is installed."""
        found = {name: spot for name, spot in self.engines.items() if installed(spot) and installed(self.needs)}
        return {name: self.maker(spot) for name, spot in found.items()}

    def maker(self, spot: str) -> Callable[[], Engine]:
        module, _, function = spot.partition(":")

        def make() -> Engine:
            return getattr(importlib.import_module(f"benchmarks.compiled.{module}"), function)(self.data())

        return (lambda: Engine(lambda: made_and_read(make), vector)) if self.anew else make


def made_and_read(make: Callable[[], Engine]) -> Any:
    engine = make()
    return engine.read(engine.run())


def installed(spot: str) -> bool:
    """Whether this machine has what an engine or a work needs."""
    module = spot.partition(":")[0]
    if module == "peer_c":
        return shutil.which("cc") is not None
    needed = NEEDED.get(spot, NEEDED.get(module))
    return needed is None or find_spec(needed) is not None


STEP = {OURS: "ours:step", "C by hand": "peer_c:step", "JAX jit": "peer_jax:step", "NumPy": "peer_numpy:step",
        "PyTorch": "peer_torch:step", "CasADi": "peer_casadi:step"}
WHOLE = {"autodiff, 100 points in one graph": "ours:whole_step"}
ROSENBROCK = {OURS: "ours:rosenbrock", "NumPy": "peer_numpy:rosenbrock", "CasADi": "peer_casadi:rosenbrock"}

WORKS = {
    "small": Work("One step (loss and all gradients), 2-16-16-1, 100 points", works.small,
                  STEP | WHOLE | {"XAD": "peer_tapes:xad", "micrograd": "peer_tapes:micrograd"},
                  {"micrograd": 15_000, "CasADi": 50, "XAD": 1_000, "PyTorch": 8, "JAX jit": 4, "C by hand": 0.9}),
    "wide": Work("One step, 2-64-64-1, 1,000 points", works.wide, STEP, {"PyTorch": 1, "JAX jit": 1, "C by hand": 1}),
    "epoch": Work("An epoch of SGD, 64-32-10 with cross-entropy, 1,797 digits in batches of 32", works.digits, {
        OURS: "ours:epoch", "C by hand": "peer_c:epoch", "JAX jit, the epoch in one call": "peer_jax:epoch",
        "JAX jit, a call a batch": "peer_jax:epoch_by_batch", "NumPy": "peer_numpy:epoch", "PyTorch": "peer_torch:epoch",
    }, {"PyTorch": 3, "JAX jit, the epoch in one call": 1, "C by hand": 0.8}, needs="works:digits"),
    "point": Work("Rosenbrock in 100 variables, value and gradient at one point", lambda: works.valley(1), ROSENBROCK,
                  {"CasADi": 2}),
    "points": Work("Rosenbrock in 100 variables, value and gradient at 1,000 points", lambda: works.valley(1000), ROSENBROCK,
                   {"CasADi": 2}),
    "first": Work("From the formula to the first loss and gradients, 2-16-16-1, 100 points", works.small, {
        OURS: "ours:step", **WHOLE, "JAX jit": "peer_jax:step", "CasADi": "peer_casadi:step", "C by hand": "peer_c:step",
    }, {"JAX jit": 1}, anew=True, others=True),
    "processes": Work("Two processes, 2-64-64-1, as many points as take one process 1.5 s", works.wide, {
        "two processes": "ours:two_processes", "one process": "ours:one_process"}, {"one process": 1.7}, others=True),
}
