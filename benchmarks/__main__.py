"""Run the benchmarks: `python -m benchmarks [--scaling]`."""

import argparse
import gc
import importlib.util
import platform
import statistics
import subprocess
import sys
import time

from benchmarks.networks import ENGINES, Step
from benchmarks.scaling import bytes_per_node, seconds_per_node

ROUNDS = 15


def compare() -> None:
    """The engines that are installed, in alternating runs with the collector on: times, and ratios to micrograd."""
    steps = {name: make() for name, make in ENGINES.items()
             if name.startswith("autodiff") or importlib.util.find_spec(name)}
    check_agreement(steps)
    times: dict[str, list[float]] = {name: [] for name in steps}
    for _ in range(ROUNDS):
        for name, step in steps.items():
            gc.collect()  # else one engine pays for the cyclic garbage of another
            start = time.perf_counter()
            step()
            times[name].append(time.perf_counter() - start)
    report(times)


def check_agreement(steps: dict[str, Step]) -> None:
    """All engines must give the same loss and gradients, or their times mean nothing."""
    expected_loss, expected_grads = steps["autodiff"]()
    for name, step in steps.items():
        loss, grads = step()
        error = max(abs(a - b) for a, b in zip([loss, *grads], [expected_loss, *expected_grads], strict=True))
        if error > 1e-9:
            sys.exit(f"{name} differs from autodiff by {error}")


def report(times: dict[str, list[float]]) -> None:
    print(f"One training step, MLP 2-16-16-1 on 100 points; {ROUNDS} alternating rounds, collector on, {machine()}")
    print(f"{'engine':<20} {'min ms':>8} {'median':>8} {'max':>8}   ratio to ours, medians (minima)")
    ours = times["autodiff"]
    for name, t in times.items():
        ratio = f"{statistics.median(t) / statistics.median(ours):8.2f} ({min(t) / min(ours):.2f})"
        print(f"{name:<20} {min(t) * 1e3:8.1f} {statistics.median(t) * 1e3:8.1f} {max(t) * 1e3:8.1f}   {ratio}")
    for name in ("autodiff", "autodiff with dot"):
        if "micrograd" in times:
            rounds = [a / b for a, b in zip(times["micrograd"], times[name], strict=True)]
            print(f"micrograd / {name}, round by round: min {min(rounds):.1f}, median {statistics.median(rounds):.1f}, "
                  f"max {max(rounds):.1f}")


def scaling() -> None:
    """Per-node time from 10^3 to 10^7 nodes, and memory in a process of its own."""
    print(f"A chain of mul and tanh, {machine()}\n{'nodes':>10} {'build+free ns':>14} {'backward ns':>12}")
    for power in range(3, 8):
        n = 10**power
        build, sweep = seconds_per_node(n, repeats=max(1, min(50, 10**6 // n)))
        print(f"{n:>10} {build * 1e9:14.0f} {sweep * 1e9:12.0f}", flush=True)
    program = "from benchmarks.scaling import bytes_per_node; print(bytes_per_node(10**6))"
    measured = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    print(f"bytes per node, forward and backward, of 10^6: {float(measured.stdout):.0f}")


def machine() -> str:
    return f"Python {platform.python_version()}, {platform.machine()}"


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description=__doc__)
    parser.add_argument("--scaling", action="store_true", help="time and memory per node instead of the peers")
    scaling() if parser.parse_args().scaling else compare()


if __name__ == "__main__":
    main()

__all__ = ["bytes_per_node", "main"]
