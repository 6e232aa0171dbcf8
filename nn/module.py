"""Module: anything with parameters, found among its attributes."""

from collections.abc import Callable, Iterator, Mapping
from math import isfinite
from random import Random
from typing import Any, ClassVar, Self

from autodiff import Value
from autodiff.reals import number
from autodiff.text import shown
from nn.checks import checked_finite


class Module:
    """Something with parameters that can be read, reset, moved, frozen and kept.

    Its parameters are the Values it was given as attributes (leaves, not results), and those of the modules among its
    attributes; lists, tuples and dicts of them too. An element of a list is named by the list, without the s of a plural,
    and its number from 1: `layers` holds `layer1`, `layer2`. Attributes that begin with an underscore are left alone.

    >>> class Line(Module):
    ...     def __init__(self):
    ...         self.slope, self.offsets = Value(2.0), [Value(0.5), Value(1.0)]
    >>> Line().state_dict()
    {'slope': 2.0, 'offset1': 0.5, 'offset2': 1.0}
    """

    STATISTICS: ClassVar[tuple[str, ...]] = ()  # attributes whose Values belong to the state, but are not trained
    training: bool = True
    _frozen: frozenset[str] = frozenset()  # names among this module's own Values

    # --- What there is ---

    def named_modules(self) -> Iterator[tuple[str, "Module"]]:
        """This module under the name "", and every module in it. `ValueError` if one contains itself.

        >>> from nn import Layer
        >>> [name for name, _ in Layer(2, 2).named_modules()]
        ['', 'neuron1', 'neuron2']
        """
        return self._walk("", ())

    def _walk(self, path: str, around: tuple["Module", ...]) -> Iterator[tuple[str, "Module"]]:
        if any(self is module for module in around):
            raise ValueError(f"the module {path} contains itself: give the attribute a name that begins with an underscore")
        yield path, self
        for name, thing in _attributes(self):
            if isinstance(thing, Module):
                yield from thing._walk(_joined(path, name), (*around, self))

    def _own_values(self) -> Iterator[tuple[str, Value]]:
        return ((name, thing) for name, thing in _attributes(self) if isinstance(thing, Value) and thing.op is None)

    def _named_values(self, wanted: Callable[["Module", str], bool]) -> Iterator[tuple[str, Value]]:
        return ((_joined(path, name), v) for path, module in self.named_modules()
                for name, v in module._own_values() if wanted(module, name))

    def named_parameters(self) -> Iterator[tuple[str, Value]]:
        """What training moves: each parameter that is not frozen, with its name; a shared one comes under each name."""
        return self._named_values(lambda module, name: module._trains(name) and name not in module._frozen)

    def parameters(self) -> list[Value]:
        """The same, each once, in the order of `named_parameters`."""
        return list(dict.fromkeys(p for _, p in self.named_parameters()))

    def _trains(self, name: str) -> bool:
        return name.rstrip("0123456789_") not in self.STATISTICS

    def named_generators(self) -> Iterator[tuple[str, Random]]:
        """The generators of chance of the modules, such as that of a `Dropout`."""
        return ((_joined(path, name), thing) for path, module in self.named_modules()
                for name, thing in _attributes(module) if isinstance(thing, Random))

    # --- Training ---

    def train(self, mode: bool = True) -> Self:
        """Switch to training, as a new module is: `BatchNorm` uses the batch, `Dropout` drops. Gives itself."""
        for _, module in self.named_modules():
            module.training = bool(mode)
        return self

    def eval(self) -> Self:
        """Switch to evaluation: what a sample gives no longer depends on chance, nor on the others of its batch."""
        return self.train(False)

    def freeze(self, *names: str) -> None:
        """Keep parameters as they are, from now on: those of these names, or of parts of these names, or all.

        A shared parameter is frozen under all its names. `ValueError` for a name that there is not.

        >>> from nn import Layer
        >>> layer = Layer(1, 2)
        >>> layer.freeze("neuron1", "neuron2.b")
        >>> [name for name, _ in layer.named_parameters()]
        ['neuron2.w1']
        """
        self._freeze(names, lambda frozen, chosen: frozen | chosen)

    def unfreeze(self, *names: str) -> None:
        """Let parameters be trained again; the opposite of `freeze`."""
        self._freeze(names, lambda frozen, chosen: frozen - chosen)

    def _freeze(self, names: tuple[str, ...], combine: Callable[[frozenset[str], frozenset[str]], frozenset[str]]) -> None:
        every = dict(self._named_values(Module._trains))
        chosen = {v for part in names or [""] for v in _under(part, every)}
        for _, module in self.named_modules():
            own = frozenset(name for name, v in module._own_values() if v in chosen and module._trains(name))
            module._frozen = combine(module._frozen, own)

    def zero_grad(self) -> None:
        """Set the gradient of every parameter to 0, as `backward` adds to it."""
        for _, p in self._named_values(Module._trains):
            p.grad = 0.0

    def gradient_step(self, learning_rate: float) -> None:
        """Plain gradient descent: w <- w - learning_rate * dC/dw for every parameter at once (doc. 001, eta; 004, alpha).

        `ValueError`, and no weight is moved, if a gradient or the rate is not finite. `nn.SGD` is the same and more.

        >>> from nn import Neuron
        >>> neuron = Neuron(1, activation="identity", weights=[2.0], bias=0.0)
        >>> neuron([3.0]).backward()
        >>> neuron.gradient_step(0.1)
        >>> neuron.w[0].data
        1.7
        """
        rate = checked_finite(learning_rate, "learning_rate")
        for name, p in self.named_parameters():
            if not isfinite(p.grad):
                raise ValueError(f"the gradient of {name} is {p.grad}: no weight was moved; "
                                 "strict() finds where it comes from")
        moved = [p.data - rate * p.grad for p in self.parameters()]  # all are read before any is written
        for p, data in zip(self.parameters(), moved, strict=True):
            p.data = data

    # --- Keeping ---

    def state_dict(self) -> dict[str, float]:
        """Every number the module consists of, by name: parameters, frozen ones too, and running statistics.

        `ValueError` if two things would have the same name.
        """
        named = list(self._named_values(lambda module, name: True))
        twice = {name for name, _ in named if [n for n, _ in named].count(name) > 1} if len(dict(named)) < len(named) else ()
        if twice:
            raise ValueError(f"two Values of {type(self).__name__} are called {min(twice)}: rename an attribute")
        return {name: v.data for name, v in named}

    def load_state_dict(self, state: Mapping[str, float]) -> None:
        """Take over the numbers of a `state_dict`, all or none.

        `ValueError` names what is missing, unknown, or different for a parameter that two names share; `TypeError` what
        is no number.

        >>> from nn import Neuron
        >>> neuron = Neuron(1)
        >>> neuron.load_state_dict({"w1": 0.5, "b": -1.0})
        >>> [p.data for p in neuron.parameters()]
        [0.5, -1.0]
        """
        if not isinstance(state, Mapping):
            raise TypeError(f"a state must be a dict of names and numbers, not {type(state).__name__} ({shown(state)}): "
                            "give what state_dict() gave")
        own = dict(self._named_values(lambda module, name: True))
        _check_names(list(own), list(state))
        new: dict[Value, float] = {}
        for name, v in own.items():
            x = number(state[name], f"{name} of a state")
            if new.setdefault(v, x) != x and x == x:
                raise ValueError(f"{name} of a state is {x}, but the parameter it shares is {new[v]}: make them the same")
        for v, x in new.items():
            v.data = x

    def __repr__(self) -> str:
        return f"{type(self).__name__} of {len(self.parameters())} parameters"


def _attributes(module: Module) -> Iterator[tuple[str, Any]]:
    """The attributes of a module, and what is in the lists and dicts among them."""
    for name, thing in vars(module).items():
        if not name.startswith("_"):
            yield from _elements(name, thing)


def _elements(name: str, thing: Any) -> Iterator[tuple[str, Any]]:
    if isinstance(thing, list | tuple):
        stem = f"{name}_" if name[-1:].isdigit() else name.removesuffix("s")
        for i, item in enumerate(thing, 1):
            yield from _elements(f"{stem}{i}", item)
    elif isinstance(thing, dict):
        for key, item in thing.items():
            yield from _elements(_joined(name, str(key)), item)
    else:
        yield name, thing


def _joined(path: str, name: str) -> str:
    return f"{path}.{name}" if path else name


def _under(part: str, every: Mapping[str, Value]) -> list[Value]:
    """The Values whose name is `part` or begins with it and a dot."""
    found = [v for name, v in every.items() if not part or name == part or name.startswith(f"{part}.")]
    if part and not found:
        raise ValueError(f"there is no parameter {shown(part)}: there are {shown(list(every))}")
    return found


def _check_names(own: list[str], given: list[str]) -> None:
    missing, unknown = [n for n in own if n not in given], [n for n in given if n not in own]
    if missing or unknown:
        what = [f"lacks {shown(missing)}"] * bool(missing) + [f"has the unknown {shown(unknown)}"] * bool(unknown)
        raise ValueError(f"the state {' and '.join(what)}: it must have the names that state_dict() of this module gives")
