"""A training process that is killed without warning and resumed, again and again, ends with the bits of one that was not."""

import random
import subprocess
import sys
import time
from pathlib import Path

import pytest

PROGRAM = """
import sys
from nn import Adam, BatchNorm, Dropout, Layer, Sequential, binary_cross_entropy_with_logits, fit
from nn.data import moons

model = Sequential(Layer(2, 4, activation="tanh", rng=0), BatchNorm(4), Dropout(0.25, rng=1), Layer(4, 1, False, rng=2))
fit(model, moons(24, noise=0.1), binary_cross_entropy_with_logits, Adam(model, lr=0.02), 15, 5,
    checkpoint=sys.argv[1], checkpoint_every=1, resume=True, progress=False)
print(*(x.hex() for x in model.state_dict().values()))
"""


def started(path: Path) -> subprocess.Popen[str]:
    return subprocess.Popen([sys.executable, "-c", PROGRAM, str(path)], stdout=subprocess.PIPE, text=True)


def trained_with_kills(path: Path, kills: int, rng: random.Random) -> str:
    """What the last process prints, after that many were killed at any moment after their first checkpoint."""
    for _ in range(kills):
        process = started(path)
        before = path.stat().st_mtime_ns if path.exists() else 0
        while process.poll() is None and (path.stat().st_mtime_ns if path.exists() else 0) == before:
            time.sleep(0.005)
        time.sleep(rng.uniform(0, 0.05))
        process.kill()
        process.communicate()
    return started(path).communicate()[0]


def test_killed_and_resumed(tmp_path: Path) -> None:
    whole = started(tmp_path / "whole.json").communicate()[0]
    assert len(whole.split()) == 3 * 4 + 4 * 4 + 5
    assert trained_with_kills(tmp_path / "killed.json", 2, random.Random(0)) == whole


@pytest.mark.long
def test_killed_a_hundred_times(tmp_path: Path) -> None:
    whole = started(tmp_path / "whole.json").communicate()[0]
    for seed in range(10):
        assert trained_with_kills(tmp_path / f"{seed}.json", 10, random.Random(seed)) == whole
