"""Saving models in files, and loading them."""

from nn.checkpoint.description import build, describe
from nn.checkpoint.file import LIMIT, PathLike, contents, read, write
from nn.checks import wrong_type
from nn.errors import CheckpointError
from nn.modules import Block, Module

OTHERWISE = "save its numbers with save_state(), and load them with load_into() into a model that your code has built"


def save(model: Block, path: PathLike) -> None:
    """Save a model made of the blocks of `nn`: numbers to the bit, sharing, frozen parameters, modes, names, generators.

    An existing file is replaced atomically. Gradients are not saved. `ValueError` for a model with classes or functions of
    your own: an activation must be a name or a PReLU. `OSError` if the file cannot be written.

    >>> import tempfile
    >>> from nn import MLP
    >>> model = MLP(2, [3, 1], activation="tanh", rng=0)
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     save(model, f"{folder}/model.json")
    ...     load(f"{folder}/model.json")([1, 2]).data == model([1, 2]).data
    True
    """
    if not isinstance(model, Block):
        raise wrong_type("save() needs a Block such as an MLP", model,
                         "save(model, path), or save_state() for a Module of your own")
    try:
        parts = describe(model)
        build(parts)  # so that a file that could not be read is never written
    except ValueError as problem:
        raise ValueError(f"this {type(model).__name__} cannot be rebuilt from a file: {problem}; or {OTHERWISE}") from None
    write(path, "model", {"parts": parts})


def load(path: PathLike, *, limit: int = LIMIT) -> Block:
    """A new model, from a file of `save`. No code is run. limit: the most bytes to read.

    `CheckpointError` for a file that is damaged, altered, too large, or not of a model; `FileNotFoundError`.

    >>> import tempfile
    >>> from nn import Layer
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     save(Layer(2, 1), f"{folder}/layer.json")
    ...     load(f"{folder}/layer.json")
    Layer of [ReLUNeuron(2)]
    """
    return _model(path, read(path, "model", limit))


def save_state(model: Module, path: PathLike) -> None:
    """Save only the numbers of a model, its `state_dict()`. It may be of a class of your own.

    >>> import tempfile
    >>> from nn import Neuron
    >>> neuron = Neuron(1, activation=lambda z: z * z)
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     save_state(Neuron(1, activation=lambda z: z * z, weights=[0.1], bias=0.2), f"{folder}/state.json")
    ...     load_into(neuron, f"{folder}/state.json")
    >>> neuron.state_dict()
    {'w1': 0.1, 'b': 0.2}
    """
    write(path, "state", dict(_checked(model, "save_state").state_dict()))


def load_into(model: Module, path: PathLike, *, limit: int = LIMIT) -> None:
    """Load the numbers in a file of `save_state` or `save` into a model, all or none.

    `CheckpointError` for a file that is damaged, altered, too large, or of a model with other names; `FileNotFoundError`.
    """
    _checked(model, "load_into")
    kind, content = contents(path, ("state", "model"), limit)
    state = content if kind == "state" else _model(path, content).state_dict()
    if not all(type(x) is float for x in state.values()):
        raise CheckpointError(path, "it has something that is not a number: use another copy of it, or save it again")
    try:
        model.load_state_dict(state)
    except ValueError as problem:
        raise CheckpointError(path, str(problem)) from None


def _model(path: PathLike, content: dict[str, object]) -> Block:
    try:
        return build(content.get("parts"))
    except ValueError as problem:
        raise CheckpointError(path, f"{problem}: use another copy of it, or save it again") from None


def _checked(model: object, function: str) -> Module:
    if not isinstance(model, Module):
        raise wrong_type(f"{function}() needs a model such as an MLP", model, f"{function}(model, path)")
    return model
