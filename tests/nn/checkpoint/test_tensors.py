"""Weights exchanged with PyTorch: files that it has saved (torch_golden.py), its names, its layout."""

import json
import os
import random
import struct
import sys
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from safetensors.numpy import load_file, save_file

from autodiff import Value
from nn import (
    MLP,
    BatchNorm,
    Block,
    CheckpointError,
    Dropout,
    Layer,
    Neuron,
    PReLU,
    Sequential,
    export_safetensors,
    import_safetensors,
)
from tests.nn.checkpoint.models import values
from tests.nn.checkpoint.torch_golden import FOLDER, ours

GOLDEN = json.loads((FOLDER / "golden.json").read_text())
MODELS = ["mlp", "no_bias", "blocks", "float32"]


@pytest.mark.parametrize("name", MODELS)
def test_with_pytorchs_weights_it_computes_what_pytorch_computes(name: str) -> None:
    model = ours(name)
    import_safetensors(model, FOLDER / f"{name}.safetensors")
    found = [[v.data for v in (row if isinstance(row, list) else [row])] for row in model(GOLDEN["samples"])]
    tolerance = 1e-6 if name == "float32" else 1e-15
    np.testing.assert_allclose(found, GOLDEN[name]["outputs"], rtol=tolerance, atol=tolerance)


@pytest.mark.parametrize("name", MODELS)
def test_what_was_imported_is_exported_as_pytorch_saved_it(name: str, tmp_path: Path) -> None:
    model = ours(name)
    import_safetensors(model, FOLDER / f"{name}.safetensors")
    export_safetensors(model, tmp_path / "again", dtype="float32" if name == "float32" else "float64")
    theirs, again = load_file(FOLDER / f"{name}.safetensors"), load_file(tmp_path / "again")
    assert set(again) == {key for key in theirs if not key.endswith("num_batches_tracked")}
    for key, array in again.items():
        assert (array.dtype, array.shape, array.tobytes()) == (theirs[key].dtype, theirs[key].shape, theirs[key].tobytes())
        assert array.tolist() == GOLDEN[name]["tensors"][key]


def test_names_and_layout(tmp_path: Path) -> None:
    model = MLP(2, [3, 1], weights=[[[1, 2, 3], [4, 5, 6]], [[7], [8], [9]]], bias=[[10, 11, 12], [13]])
    export_safetensors(model, tmp_path / "file")
    found = {name: array.tolist() for name, array in load_file(tmp_path / "file").items()}
    assert found == {"0.weight": [[1, 4], [2, 5], [3, 6]], "0.bias": [10, 11, 12], "2.weight": [[7, 8, 9]], "2.bias": [13]}


def test_names_of_ones_own(tmp_path: Path) -> None:
    model, again = MLP(2, [3, 1], rng=0), MLP(2, [3, 1], rng=1)
    export_safetensors(model, tmp_path / "file", names=["hidden", "out"])
    assert set(load_file(tmp_path / "file")) == {"hidden.weight", "hidden.bias", "out.weight", "out.bias"}
    with pytest.raises(CheckpointError, match=r"it has the tensors \['hidden.bias', .* needs \['0.weight', .*names="):
        import_safetensors(again, tmp_path / "file")
    import_safetensors(again, tmp_path / "file", names=["hidden", "out"])
    assert again.state_dict() == model.state_dict()
    export_safetensors(Layer(2, 1), tmp_path / "file", names=[""])
    assert set(load_file(tmp_path / "file")) == {"weight", "bias"}


@pytest.fixture(scope="module")
def file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """One for all examples of a property."""
    return tmp_path_factory.mktemp("tensors") / "file"


@given(numbers=st.lists(st.floats(), min_size=3, max_size=3))
def test_every_number_is_exchanged_to_the_bit(numbers: list[float], file: Path) -> None:
    model, again = Layer(2, 1, weights=[[numbers[0]], [numbers[1]]], bias=[numbers[2]]), Layer(2, 1)
    export_safetensors(model, file)
    import_safetensors(again, file)
    assert [v.data.hex() for _, v in values(again)] == [v.data.hex() for _, v in values(model)]


def test_float32_rounds_to_the_nearest(tmp_path: Path) -> None:
    numbers = [0.1, 1e-46, float("inf"), float("nan"), 3.4028235e38]
    export_safetensors(Layer(5, 1, weights=[[x] for x in numbers], bias=False), tmp_path / "file", dtype="float32")
    found = load_file(tmp_path / "file")["0.weight"]
    assert found.dtype == np.float32
    assert [struct.pack("f", x) for x in found[0]] == [struct.pack("f", x) for x in numbers]
    with pytest.raises(ValueError, match=r"0\.bias has a number beyond the range of float32: export it as float64"):
        export_safetensors(Layer(1, 1, bias=[1e39]), tmp_path / "other", dtype="float32")
    assert os.listdir(tmp_path) == ["file"]


class Own(Block):
    """A block of a user."""


@pytest.mark.parametrize(("model", "said"), [
    (Neuron(1), "a Neuron has no known form in PyTorch"), (Sequential(Own()), "a Own has no known form"),
    (Layer(1, 2, bias=[True, False]), "only some neurons have a bias"),
    (Sequential(Layer(1, 1, activation=Own())), "a Own has no known form"),
])
def test_what_has_no_form_in_pytorch(model: Any, said: str, tmp_path: Path) -> None:
    for exchange in (export_safetensors, import_safetensors):
        with pytest.raises(ValueError, match=said):
            exchange(model, tmp_path / "file")
    assert os.listdir(tmp_path) == []


def test_a_layer_of_different_activations_has_no_form(tmp_path: Path) -> None:
    model = Layer(1, 2)
    model.neurons[0].activation = "tanh"
    with pytest.raises(ValueError, match="neurons differ in activation"):
        export_safetensors(model, tmp_path / "file")


@pytest.mark.parametrize("names", [["a"], ["a", "a"], ["a", 1], ["a", "b", "c"], []])
def test_names_must_be_one_each(names: Any, tmp_path: Path) -> None:
    with pytest.raises(ValueError, match=r"names, one for each module|names must be different"):
        export_safetensors(MLP(1, [1, 1]), tmp_path / "file", names=names)


def test_a_dtype_must_be_one_of_two(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="dtype must be 'float64' or 'float32', got 'float16'"):
        export_safetensors(MLP(1, [1]), tmp_path / "file", dtype="float16")


RIGHT: dict[str, Any] = {"0.weight": np.array([[1.0, 2.0]]), "0.bias": np.array([3.0])}


@pytest.mark.parametrize(("arrays", "said"), [
    ({"0.weight": RIGHT["0.weight"]}, "it has the tensors"), (RIGHT | {"1.weight": np.ones(1)}, "it has the tensors"),
    (RIGHT | {"0.weight": np.ones((2, 1))}, r"0.weight is float64 of the shape \(2, 1\), not .* of \(1, 2\)"),
    (RIGHT | {"0.weight": np.ones(2)}, r"of the shape \(2,\)"), (RIGHT | {"0.bias": np.array(3.0)}, r"of the shape \(\)"),
    (RIGHT | {"0.bias": np.ones(1, "float16")}, "0.bias is float16"), (RIGHT | {"0.bias": np.ones(1, "int64")}, "is int64"),
    (RIGHT | {"0.bias": np.ones(1, "complex64")}, "is complex64"), (RIGHT | {"0.bias": np.ones(1, bool)}, "is bool"),
    (RIGHT | {"0.bias": np.ones(0)}, r"of the shape \(0,\)"),
])
def test_what_does_not_fit_changes_nothing(arrays: dict[str, Any], said: str, tmp_path: Path) -> None:
    save_file(arrays, tmp_path / "file")
    model = Layer(2, 1, rng=0)
    before = model.state_dict()
    with pytest.raises(CheckpointError, match=f"file cannot be used, .*{said}"):
        import_safetensors(model, tmp_path / "file")
    assert model.state_dict() == before


def one_tensor(dtype: str, shape: list[int], size: int = 8) -> bytes:
    """A safetensors file of one tensor, which has so many bytes."""
    text = json.dumps({"0.weight": {"dtype": dtype, "shape": shape, "data_offsets": [0, size]}}).encode()
    return struct.pack("<Q", len(text)) + text + bytes(size)


@pytest.mark.parametrize("data", [
    b"", b"PK\x03\x04", bytes(100), b"\xff" * 100, struct.pack("<Q", 10**5) + b"[" * 10**5, one_tensor("BF16", [4]),
    one_tensor("F8_E4M3", [8]), one_tensor("F64", [2]), one_tensor("F64", [2**62]), one_tensor("X", [1]),
    one_tensor("F64", [-1]), one_tensor("F64", [1, 0, 2**63], 0),
], ids=len)
def test_what_is_no_safetensors_file_is_refused(data: bytes, tmp_path: Path) -> None:
    (tmp_path / "file").write_bytes(data)
    with pytest.raises(CheckpointError):
        import_safetensors(Layer(2, 1), tmp_path / "file")


def test_any_damage_is_refused_or_changes_numbers_alone(tmp_path: Path) -> None:
    """A safetensors file has no checksum: what still has the form of the model is taken."""
    rng, refused, good = random.Random(0), 0, (FOLDER / "mlp.safetensors").read_bytes()
    for _ in range(200):
        at = rng.randrange(len(good))
        (tmp_path / "file").write_bytes(rng.choice([good[:at], good[:at] + rng.randbytes(3) + good[at + 3 :]]))
        try:
            import_safetensors(ours("mlp"), tmp_path / "file")
        except CheckpointError as error:
            refused += len(str(error)) < 600
    assert refused > 100


def test_more_than_was_allowed_is_not_read(tmp_path: Path) -> None:
    with pytest.raises(CheckpointError, match="more than 100: if that is right, give limit="):
        import_safetensors(ours("mlp"), FOLDER / "mlp.safetensors", limit=100)
    with pytest.raises(FileNotFoundError):
        import_safetensors(ours("mlp"), tmp_path / "none")


def test_a_shared_parameter_must_get_one_number(tmp_path: Path) -> None:
    b = Value(0.5)
    model = Layer(1, 2, weights=[[1.0, 2.0]], bias=[b, b])
    save_file({"0.weight": np.ones((2, 1)), "0.bias": np.array([3.0, 4.0])}, tmp_path / "file")
    with pytest.raises(CheckpointError, match=r"0.bias has 4.0 for a shared parameter that was 3.0 before"):
        import_safetensors(model, tmp_path / "file")
    assert model.state_dict() == {"neuron1.w1": 1.0, "neuron1.b": 0.5, "neuron2.w1": 2.0, "neuron2.b": 0.5}
    save_file({"0.weight": np.ones((2, 1)), "0.bias": np.array([np.nan, np.nan])}, tmp_path / "file")
    import_safetensors(model, tmp_path / "file")
    assert b.data != b.data


def test_dropout_and_activations_take_a_place_but_have_no_weights(tmp_path: Path) -> None:
    model = Sequential(Dropout(0.5), BatchNorm(1), Layer(1, 1, activation=PReLU(), bias=False))
    export_safetensors(model, tmp_path / "file")
    batch_norm = {f"1.{name}" for name in ("weight", "bias", "running_mean", "running_var")}
    assert set(load_file(tmp_path / "file")) == {*batch_norm, "2.weight", "3.weight"}


@pytest.mark.parametrize("package", ["numpy", "safetensors"])
def test_a_missing_package_is_named_with_what_to_install(package: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, package, None)
    for module in [name for name in sys.modules if name.startswith("safetensors.")]:
        monkeypatch.delitem(sys.modules, module)
    said = rf'exchange with PyTorch needs {package}: pip install "autodiff-scalar\[safetensors\]"'
    for exchange in (export_safetensors, import_safetensors):
        with pytest.raises(ModuleNotFoundError, match=said):
            exchange(MLP(1, [1]), "file")
