"""Files: read with distrust, written whole or not at all, also by a process that is killed."""

import copy
import errno
import os
import pickle
import random
import signal
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import pytest

from autodiff.messages import cut
from nn import MLP, CheckpointError, Neuron, load, save
from nn.checkpoint import read, write
from nn.checkpoint.file import LIMIT
from nn.checkpoint.text import encode


def test_a_dict_comes_back(tmp_path: Path) -> None:
    content = {"epoch": 3, "lr": 0.1, "moments": [[0.5, None], {"w1": float("inf")}], "done": False}
    write(tmp_path / "run.json", "training", content)
    assert read(str(tmp_path / "run.json"), "training") == content
    assert os.listdir(tmp_path) == ["run.json"]


def test_another_kind_is_named(tmp_path: Path) -> None:
    write(tmp_path / "run.json", "training", {})
    with pytest.raises(CheckpointError, match=r"run.json cannot .* a file of the kind 'training', not 'model': give"):
        load(tmp_path / "run.json")


def test_what_is_wrong_is_said_with_the_path(tmp_path: Path) -> None:
    path = tmp_path / ("long" * 60)
    path.write_bytes(b"PK")
    with pytest.raises(CheckpointError) as caught:
        load(path)
    error = caught.value
    assert (error.path, isinstance(error, ValueError)) == (path, True)
    assert str(error) == f"{cut(str(path), 200)} cannot be used, {error.problem}"
    for again in (copy.copy(error), pickle.loads(pickle.dumps(error))):
        assert (str(again), again.path) == (str(error), path)


def test_a_file_that_is_not_there(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError, match=r"none\.json"):
        load(tmp_path / "none.json")
    with pytest.raises(FileNotFoundError, match="no such directory"):
        save(Neuron(1), tmp_path / "nowhere" / "model.json")
    with pytest.raises(IsADirectoryError):
        load(tmp_path)


def test_no_more_is_read_than_was_allowed(tmp_path: Path) -> None:
    path = tmp_path / "model.json"
    save(Neuron(1), path)
    size = path.stat().st_size
    load(path, limit=size)
    with pytest.raises(CheckpointError, match=f"{size} bytes, more than {size - 1}: if that is right, give limit={size}"):
        load(path, limit=size - 1)
    with path.open("wb") as file:
        file.truncate(LIMIT + 1)  # takes no room on the disk
    with pytest.raises(CheckpointError, match="it has 67,108,865 bytes, more than 67,108,864"):
        load(path)


@pytest.mark.parametrize("limit", [0, -1, 1.0, True, None, "1"])
def test_a_limit_must_be_a_number_of_bytes(limit: Any, tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="limit must be a positive int"):
        load(tmp_path, limit=limit)


@pytest.mark.parametrize("path", [None, 3, 1.5, b"model.json", ["model.json"]])
def test_a_path_must_be_one(path: Any) -> None:
    for call in (lambda: load(path), lambda: save(Neuron(1), path)):
        with pytest.raises(TypeError, match=r"path must be a str or a Path, not \w+ \(.*\): write 'model.json'"):
            call()


@pytest.mark.parametrize("step", ["open", "fsync", "replace"])
@pytest.mark.parametrize("error", [errno.ENOSPC, errno.EACCES, errno.EROFS])
def test_an_error_of_the_disk_leaves_the_old_model(step: str, error: int, tmp_path: Path,
                                                   monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_: Any, **__: Any) -> Any:
        raise OSError(error, os.strerror(error))

    path, model = tmp_path / "model.json", MLP(2, [3, 1], rng=0)
    save(model, path)
    old = path.read_bytes()
    monkeypatch.setattr(os, step, fail)
    with pytest.raises(OSError, match=os.strerror(error)):
        save(MLP(2, [2, 1], rng=1), path)
    monkeypatch.undo()
    assert (path.read_bytes(), os.listdir(tmp_path)) == (old, ["model.json"])


def test_content_that_cannot_be_written_leaves_the_old_file(tmp_path: Path) -> None:
    path = tmp_path / "run.json"
    write(path, "training", {"epoch": 1})
    with pytest.raises(TypeError, match="the value of 'epoch'"):
        write(path, "training", {"epoch": 1j})
    assert read(path, "training") == {"epoch": 1}
    assert os.listdir(tmp_path) == ["run.json"]


def test_a_link_stays_one(tmp_path: Path) -> None:
    (tmp_path / "latest.json").symlink_to(tmp_path / "model7.json")
    save(Neuron(1, weights=[0.5]), tmp_path / "latest.json")
    assert (tmp_path / "latest.json").is_symlink()
    assert load(tmp_path / "model7.json").state_dict() == {"w1": 0.5, "b": 0.0}


# --- kill -9 ---

# Starts a child that saves again and again, says its number, and waits for its end; once for each line that it reads
SAVER = """
import os, sys
from nn import MLP, save
path = sys.argv[1]
models = [MLP(2, [size, 1], rng=size) for size in (16, 120)]
save(models[0], path)
for _ in sys.stdin:
    child = os.fork()
    while child == 0:
        for model in models:
            save(model, path)
    print(child, flush=True)
    os.waitpid(child, 0)
    print("ended", flush=True)
"""


def killed_while_saving(folder: Path, times: int) -> int:
    """Kill a process that saves two models in turn; how many hidden files it left, half written or not yet named."""
    path, rng = folder / "model.json", random.Random(0)
    states = [MLP(2, [size, 1], rng=size).state_dict() for size in (16, 120)]
    with subprocess.Popen([sys.executable, "-c", SAVER, str(path)], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True,
                          cwd=Path(__file__).parents[3]) as saver:
        assert saver.stdin is not None
        assert saver.stdout is not None
        for _ in range(times):
            print(file=saver.stdin, flush=True)
            child = int(saver.stdout.readline())
            time.sleep(rng.uniform(0.0, 0.03))
            os.kill(child, signal.SIGKILL)
            assert saver.stdout.readline() == "ended\n"
            assert load(path).state_dict() in states
        saver.stdin.close()
    return len(os.listdir(folder)) - 1


@pytest.mark.skipif(not hasattr(os, "fork"), reason="needs fork")
def test_a_process_killed_while_saving_leaves_the_old_file_or_the_new(tmp_path: Path) -> None:
    killed_while_saving(tmp_path, 20)


@pytest.mark.long
@pytest.mark.skipif(not hasattr(os, "fork"), reason="needs fork")
def test_a_thousand_killed_while_saving(tmp_path: Path) -> None:
    assert killed_while_saving(tmp_path, 1_000) > 100  # so often the kill came in the middle


def test_a_file_cut_off_at_any_place_is_refused(tmp_path: Path) -> None:
    path, data = tmp_path / "model.json", encode("model", {"parts": []})
    for length in range(len(data)):
        path.write_bytes(data[:length])
        with pytest.raises(CheckpointError, match=r"it does not begin with a checksum|its checksum does not fit"):
            load(path)
