"""Run the benchmarks: `python -m benchmarks [--scaling]`; then those of compiled code (`benchmarks.compiled`)."""

import argparse
import gc
import importlib.util
import platform
import statistics
import subprocess
import sys
import time

from benchmarks.compiled import __main__ as compiled
from benchmarks.networks import ENGINES, Step
from benchmarks.scaling import seconds_per_node

ROUNDS = 11


def compare(steps_in_a_row: int) -> None:
    """The engines that are installed, in alternating rounds with the collector on: times, and ratios to ours.

    Of a single step an engine that makes cyclic garbage does not pay for its collection; of several in a row it does.
    """
    steps = {name: make() for name, make in ENGINES.items()
             if name.startswith("autodiff") or importlib.util.find_spec(name)}
    check_agreement(steps)
    times: dict[str, list[float]] = {name: [] for name in steps}
    for _ in range(ROUNDS):
        for name, step in steps.items():
            gc.collect()  # else one engine pays for the cyclic garbage of another
            start = time.perf_counter()
            for _ in range(steps_in_a_row):
                step()
            times[name].append((time.perf_counter() - start) / steps_in_a_row)
    report(times, steps_in_a_row)


def check_agreement(steps: dict[str, Step]) -> None:
    """All engines must give the same loss and gradients, or their times mean nothing."""
    expected_loss, expected_grads = steps["autodiff"]()
    for name, step in steps.items():
        loss, grads = step()
        error = max(abs(a - b) for a, b in zip([loss, *grads], [expected_loss, *expected_grads], strict=True))
        if error > 1e-9:
            sys.exit(f"{name} differs from autodiff by {error}")


def report(times: dict[str, list[float]], steps: int) -> None:
    print(f"One training step, MLP 2-16-16-1 on 100 points; {ROUNDS} alternating rounds, {steps} step(s) in a row, each "
          f"round on a clean heap, collector on, {machine()}")
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
    """Memory per node, in a process of its own, and per-node time from 10^3 to 10^7 nodes."""
    program = "from benchmarks.scaling import bytes_per_node; print(bytes_per_node(10**6))"
    measured = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    print(f"A chain of mul and tanh, {machine()}")
    print(f"bytes per node, forward and backward, of 10^6: {float(measured.stdout):.0f}")
    print("nanoseconds per node; the collector walks over all live objects again and again, though these hold no cycle")
    print(f"{'':>10} {'collector on':>26} {'collector off':>26}\n{'nodes':>10}{'build+free':>15}{'backward':>12}"
          f"{'build+free':>15}{'backward':>12}")
    for power in range(3, 8):
        n = 10**power
        print(f"{n:>10}", end="", flush=True)
        for collect in (gc.enable, gc.disable):
            collect()
            build, sweep = seconds_per_node(n, repeats=max(2, min(50, 10**6 // n)))
            print(f"{build * 1e9:15.0f}{sweep * 1e9:12.0f}", end="", flush=True)
        gc.enable()
        print()


def machine() -> str:
    return f"Python {platform.python_version()}, {platform.machine()}"


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description=__doc__)
    parser.add_argument("--scaling", action="store_true", help="time and memory per node instead of the peers")
    if parser.parse_args().scaling:
        scaling()
    else:
        compare(steps_in_a_row=1)
        compare(steps_in_a_row=5)
        if importlib.util.find_spec("numpy"):
            sys.exit(compiled.run([]))


if __name__ == "__main__":
    main()
