"""Weights from and for PyTorch, in safetensors files. Needs `pip install "autodiff-scalar[safetensors]"`.

Names and layout are those of a `torch.nn.Sequential` of the same network. A Layer is a Linear, with `weight` [out, in] and
`bias` [out], followed by a module for its activation, unless that is the identity. So `MLP(2, [4, 1])` is Linear, ReLU,
Linear, and its weights are `0.weight` and `2.weight`. A BatchNorm is a BatchNorm1d, a PReLU a PReLU.
"""

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from autodiff import Value
from autodiff.files import replace
from autodiff.graph.sweeps import at_once, writes
from autodiff.messages import shown
from autodiff.trees import flatten
from nn.checkpoint.file import LIMIT, PathLike, read_bytes
from nn.checks import checked_list, checked_path
from nn.errors import CheckpointError
from nn.modules import MLP, Activation, BatchNorm, Dropout, Layer, Module, PReLU, Sequential

Tensor = list[Any]  # of Values, or of lists of as many Values
DTYPES = ("float64", "float32")
IGNORED = "num_batches_tracked"  # PyTorch's BatchNorm counts batches, ours does not


def export_safetensors(model: Module, path: PathLike, *, names: Sequence[str] | None = None, dtype: str = "float64") -> None:
    """Write the weights of a Layer, an MLP, or a Sequential of blocks to a file that PyTorch reads.

    names: one for each module with weights, in order, as ["hidden", "out"] for `hidden.weight`; unless given, the positions
    in a `torch.nn.Sequential`. In PyTorch, `load_state_dict(safetensors.torch.load_file(path))` reads the file. dtype:
    "float64", or "float32" to round each number. `ValueError` for a model without such a form, `OSError` if the file cannot
    be written.

    >>> import tempfile
    >>> model = Layer(2, 1, rng=1)
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     export_safetensors(Layer(2, 1, weights=[[0.5], [2.0]]), f"{folder}/weights.safetensors")
    ...     import_safetensors(model, f"{folder}/weights.safetensors")
    >>> [w.data for w in model.neurons[0].w]
    [0.5, 2.0]
    """
    if not isinstance(dtype, str) or dtype not in DTYPES:
        raise ValueError(f"dtype must be 'float64' or 'float32', got {shown(dtype)}")
    path, tensors = Path(checked_path(path)), _tensors(model, names)
    numpy, safetensors = _libraries()
    arrays = {name: numpy.array(_numbers(tensor), "float64") for name, tensor in tensors.items()}
    with numpy.errstate(over="ignore", under="ignore"):
        rounded = {name: array.astype(dtype) for name, array in arrays.items()}
    for name, array in arrays.items():
        if (numpy.isinf(rounded[name]) > numpy.isinf(array)).any():
            raise ValueError(f"{name} has a number beyond the range of float32: export it as float64")
    replace(path, safetensors.numpy.save(rounded))


def import_safetensors(model: Module, path: PathLike, *, names: Sequence[str] | None = None, limit: int = LIMIT) -> None:
    """Read the weights in such a file, of float64 or float32, into a model of the same form, all or none.

    `CheckpointError` for a file that is damaged, larger than `limit` bytes, or has other names, shapes or types of numbers;
    `FileNotFoundError`.
    """
    tensors = _tensors(model, names)
    _, safetensors = _libraries()
    data = read_bytes(path, limit)
    try:
        arrays = safetensors.numpy.load(data)
    except (safetensors.SafetensorError, ValueError, KeyError) as error:  # KeyError: a type that NumPy does not have
        raise CheckpointError(path, f"it is not a safetensors file of float64 or float32 ({shown(error, 120)}): "
                                    "save it again, after model.double()") from None
    try:
        new = _fitting(tensors, {name: array for name, array in arrays.items() if not name.endswith(IGNORED)})
    except ValueError as problem:
        raise CheckpointError(path, str(problem)) from None
    at_once(writes("_data", new, new.values()))


def _libraries() -> tuple[Any, Any]:
    try:
        import numpy
        import safetensors.numpy
    except ModuleNotFoundError as missing:
        name = str(missing.name).partition(".")[0]
        raise ModuleNotFoundError(f'exchange with PyTorch needs {name}: pip install "autodiff-scalar[safetensors]"',
                                  name=name) from None
    return numpy, safetensors


# --- Names and layout ---


def _tensors(model: Any, names: Sequence[str] | None) -> dict[str, Tensor]:
    """The tensors of a model, as lists of its Values, by PyTorch's names."""
    found = list(_weighted(_blocks(model) or [model]))
    if names is not None:
        listed = checked_list(names, len(found), "names, one for each module that has weights,")
        if not all(isinstance(name, str) for name in listed) or len(set(listed)) < len(listed):
            raise ValueError(f"names must be different and each a str, as ['hidden', 'out'], got {shown(listed)}")
        found = [(name, tensors) for name, (_, tensors) in zip(listed, found, strict=True)]
    return {f"{prefix}.{name}".removeprefix("."): tensor for prefix, tensors in found for name, tensor in tensors.items()}


def _blocks(model: Any) -> Sequence[Any]:
    return model.layers if isinstance(model, MLP) else model.blocks if isinstance(model, Sequential) else ()


def _weighted(blocks: Sequence[Any], around: str = "") -> Iterator[tuple[str, dict[str, Tensor]]]:
    """The position of each module with weights, and its tensors."""
    for place, module in enumerate(module for block in blocks for module in _modules(block)):
        if isinstance(module, MLP | Sequential):
            yield from _weighted(_blocks(module), f"{around}{place}.")
        elif tensors := _own(module):
            yield f"{around}{place}", tensors


def _modules(block: Any) -> list[Any]:
    """The modules for a block in PyTorch. The activation of a layer is a module of its own."""
    if not isinstance(block, Layer):
        return [block.activation if isinstance(block, Activation) else block]
    activations = {neuron.activation for neuron in block.neurons}
    if len(activations) > 1:
        raise ValueError(f"a Layer whose neurons differ in activation has no form in PyTorch: {shown(block, 80)}")
    return [block, *activations - {"identity"}]


def _own(module: Any) -> dict[str, Tensor]:
    """The tensors of one module; empty without weights."""
    if isinstance(module, Layer):
        biases = [neuron.b for neuron in module.neurons if neuron.b is not None]
        if biases and len(biases) < len(module.neurons):
            raise ValueError("a Layer in which only some neurons have a bias has no form in PyTorch: "
                             "give the others Value(0.0), and freeze it")
        return {"weight": [neuron.w for neuron in module.neurons]} | ({"bias": biases} if biases else {})
    if isinstance(module, BatchNorm):
        return {"weight": module.gamma, "bias": module.beta, "running_mean": module.running_mean,
                "running_var": module.running_var}
    if isinstance(module, PReLU):
        return {"weight": [module.alpha]}
    if isinstance(module, Module) and not isinstance(module, Dropout):
        raise ValueError(f"a {type(module).__name__} has no known form in PyTorch: give a Layer, an MLP, or a "
                         "Sequential of them")
    return {}


def _numbers(tensor: Tensor) -> Any:
    return [_numbers(row) if isinstance(row, list) else row.data for row in tensor]


def _shape(tensor: Tensor) -> tuple[int, ...]:
    return (len(tensor), *(_shape(tensor[0]) if isinstance(tensor[0], list) else ()))


def _fitting(tensors: dict[str, Tensor], arrays: dict[str, Any]) -> dict[Value, float]:
    """The number for each Value; `ValueError` if names, types or shapes do not fit."""
    if set(arrays) != set(tensors):
        raise ValueError(f"it has the tensors {shown(sorted(arrays), 120)}, and the model needs "
                         f"{shown(list(tensors), 120)}: give the names with names=")
    new: dict[Value, float] = {}
    for name, tensor in tensors.items():
        array, shape = arrays[name], _shape(tensor)
        if str(array.dtype) not in DTYPES or array.shape != shape:
            raise ValueError(f"{name} is {array.dtype} of the shape {array.shape}, not float64 or float32 of {shape}: "
                             "the model must have the same form")
        for v, x in zip(flatten(tensor)[0], array.ravel().tolist(), strict=True):
            if repr(new.setdefault(v, x)) != repr(x):
                raise ValueError(f"{name} has {x} for a shared parameter that was {new[v]} before: make them the same")
    return new
