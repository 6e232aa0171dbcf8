"""Module: anything with parameters, found among its attributes."""

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from itertools import repeat
from random import Random
from typing import Any, ClassVar, Self

from autodiff import Value
from autodiff.graph.sweeps import at_once, writes
from autodiff.messages import shown
from autodiff.reals import number
from nn.checks import checked_finite, wrong_type
from nn.modules.descent import each_once, finite_gradients, update_weights
from nn.modules.parts import Holder, Parts, collected


class Module(Holder):
    """An object with parameters, which can be read, updated, frozen and saved.

    Its parameters are its attributes that are Values (leaves, not results) and the parameters of its attributes that are
    modules. Attributes in `__slots__` come first. Lists, tuples, dicts and arrays of Values or modules count too. An element
    of a list has the name of the list without the plural s, and its number from 1: `layers` holds `layer1`, `layer2`.
    Attributes whose name begins with an underscore are ignored. `TypeError` for Values or modules in a set, which has no
    order, and for those that are attributes of the class, as all its modules would share them.

    Calling a module calls its `forward`, as in PyTorch. A `Block` also tells samples from batches.

    >>> class Line(Module):
    ...     def __init__(self):
    ...         self.slope, self.offsets = Value(2.0), [Value(0.5), Value(1.0)]
    ...     def forward(self, x):
    ...         return [self.slope * x + b for b in self.offsets]
    >>> line = Line()
    >>> line.state_dict(), [y.data for y in line(3.0)]
    ({'slope': 2.0, 'offset1': 0.5, 'offset2': 1.0}, [6.5, 7.0])
    """

    forward: Callable[..., Any]  # defined by modules that are called, with any arguments

    STATISTICS: ClassVar[tuple[str, ...]] = ()  # attributes with Values that are part of the state, but not trained
    training: bool = True
    _frozen: frozenset[str] = frozenset()  # names among this module's own Values
    _steady: list[tuple[str, "Module", Parts]] | None = None  # the modules and Values found, inside `steady`

    def __call__(self, *inputs: Any) -> Any:
        """The result of `forward`; `NotImplementedError` if there is no `forward`."""
        if not hasattr(self, "forward"):
            raise NotImplementedError(f"{type(self).__name__} cannot be called without a forward: define forward(self, x) "
                                      "in it, or make it a Block with forward(self, rows), for samples and batches")
        return self.forward(*inputs)

    # --- Modules and parameters ---

    def named_modules(self) -> Iterator[tuple[str, "Module"]]:
        """This module under the name "", and every module in it. `ValueError` if one contains itself.

        >>> from nn import Layer
        >>> [name for name, _ in Layer(2, 2).named_modules()]
        ['', 'neuron1', 'neuron2']
        """
        return ((path, module) for path, module, _ in self._walk())

    @contextmanager
    def steady(self) -> Iterator[None]:
        """A context in which modules and Values are neither added nor removed, so that they are searched for only once."""
        self._steady, before = list(self._walk()), self._steady
        try:
            yield
        finally:
            self._steady = before

    def _walk(self, path: str = "", around: tuple["Module", ...] = ()) -> Iterator[tuple[str, "Module", Parts]]:
        return self._look(path, around) if path or self._steady is None else iter(self._steady)

    def _look(self, path: str, around: tuple["Module", ...]) -> Iterator[tuple[str, "Module", Parts]]:
        if any(self is module for module in around):
            raise ValueError(f"the module {path} contains itself: give the attribute a name that begins with an underscore")
        parts = self._parts()
        yield path, self, parts
        for name, thing in parts:
            if isinstance(thing, Module):
                yield from thing._walk(_joined(path, name), (*around, self))

    def named_parameters(self) -> Iterator[tuple[str, Value]]:
        """Each parameter that is not frozen, with its name. A shared one appears under each of its names."""
        walked = list(self._walk())
        frozen = {v for _, module, parts in walked if module._frozen for name, v in parts if name in module._frozen}
        return ((name, p) for name, p in _leaves(walked) if p not in frozen)

    def parameters(self) -> list[Value]:
        """Each parameter that is not frozen, once, in the order of `named_parameters`."""
        return list(dict.fromkeys(p for _, p in self.named_parameters()))

    def _statistics(self) -> set[str]:
        """The names of the Values that are part of the state, but not trained."""
        return {name for attribute in self.STATISTICS for name, _ in collected(attribute, getattr(self, attribute))}

    def statistics(self) -> list[Value]:
        """The running statistics of this module and the modules in it, such as those of a `BatchNorm`."""
        if not any(module.STATISTICS for _, module in self.named_modules()):
            return []
        kept = dict.fromkeys(v for _, v in _leaves(self._walk()))
        return [v for _, v in _leaves(self._walk(), statistics=True) if v not in kept]

    def named_generators(self) -> Iterator[tuple[str, Random]]:
        """The random generators of the modules, such as that of a `Dropout`, with their names."""
        return ((_joined(path, name), thing) for path, _, parts in self._walk()
                for name, thing in parts if isinstance(thing, Random))

    # --- Training ---

    def train(self, mode: bool = True) -> Self:
        """Switch to training mode, the mode of a new module: `BatchNorm` uses the batch, `Dropout` drops. Returns itself."""
        for _, module in self.named_modules():
            module.training = bool(mode)
        return self

    def eval(self) -> Self:
        """Switch to evaluation mode: outputs depend neither on random numbers nor on other samples of the batch."""
        return self.train(False)

    def freeze(self, *names: str) -> None:
        """Exclude parameters from training: by their names, by the names of modules that hold them, or all without a name.

        A shared parameter is frozen under all its names, in this module and the modules around it. `ValueError` for an
        unknown name.

        >>> from nn import Layer
        >>> layer = Layer(1, 2)
        >>> layer.freeze("neuron1", "neuron2.b")
        >>> [name for name, _ in layer.named_parameters()]
        ['neuron2.w1']
        """
        self._freeze(names, lambda frozen, chosen: frozen | chosen)

    def unfreeze(self, *names: str) -> None:
        """Include parameters in training again; the opposite of `freeze`."""
        self._freeze(names, lambda frozen, chosen: frozen - chosen)

    def _freeze(self, names: tuple[str, ...], combine: Callable[[frozenset[str], frozenset[str]], frozenset[str]]) -> None:
        walked = list(self._walk())
        every = dict(_leaves(walked))
        chosen = {v for part in names for v in _under(part, every)} if names else {*every.values()}
        for _, module, parts in walked:
            module._frozen = combine(module._frozen, frozenset(name for name, v in parts if v in chosen))

    def zero_grad(self) -> None:
        """Set the gradient of every parameter to 0, frozen or not. `backward` would add to it."""
        leaves = [p for _, p in _leaves(self._walk())]
        at_once(writes("_grad", leaves, repeat(0.0, len(leaves))))

    def gradient_step(self, learning_rate: float) -> None:
        """One step of gradient descent: w <- w - learning_rate * dC/dw for every parameter at once. `nn.SGD` has options.

        `ValueError`, and no weight is updated, if the rate, a gradient or a new weight is not finite.

        >>> from nn import Neuron
        >>> neuron = Neuron(1, activation="identity", weights=[2.0], bias=0.0)
        >>> neuron([3.0]).backward()
        >>> neuron.gradient_step(0.1)
        >>> neuron.w[0].data
        1.7
        """
        rate = checked_finite(learning_rate, "learning_rate")
        names = each_once(self.named_parameters())
        update_weights(names, [p.data - rate * gradient for p, gradient in zip(names, finite_gradients(names), strict=True)])

    # --- State ---

    def state_dict(self) -> dict[str, float]:
        """All numbers of the module by name: parameters, also frozen ones, and running statistics.

        `ValueError` if two Values have the same name.
        """
        named = _leaves(self._walk(), statistics=True)
        state = {name: v.data for name, v in named}
        if len(state) < len(named):
            twice = min(name for name, count in Counter(name for name, _ in named).items() if count > 1)
            raise ValueError(f"two Values of {type(self).__name__} are called {twice}: rename an attribute")
        return state

    def load_state_dict(self, state: Mapping[str, float]) -> None:
        """Load the numbers of a `state_dict`, all or none.

        `ValueError` names what is missing, unknown, or different for two names of one parameter; `TypeError` what is not
        a number.

        >>> from nn import Neuron
        >>> neuron = Neuron(1)
        >>> neuron.load_state_dict({"w1": 0.5, "b": -1.0})
        >>> [p.data for p in neuron.parameters()]
        [0.5, -1.0]
        """
        if not isinstance(state, Mapping):
            raise wrong_type("a state must be a dict of names and numbers", state, "give the result of state_dict()")
        own = dict(_leaves(self._walk(), statistics=True))
        _check_names(own, state)
        new: dict[Value, float] = {}
        for name, v in own.items():
            x = number(state[name], f"{name} of a state")
            if repr(new.setdefault(v, x)) != repr(x):  # a nan is the same as a nan
                raise ValueError(f"{name} of a state is {x}, but the parameter it shares is {new[v]}: make them the same")
        at_once(writes("_data", new, new.values()))

    def __repr__(self) -> str:
        every, free = ({*found} for found in ((v for _, v in _leaves(self._walk())), self.parameters()))
        frozen = f", {len(every - free)} of them frozen" if every - free else ""
        return f"{type(self).__name__} of {len(every)} parameter{'s' * (len(every) != 1)}{frozen}"


def _leaves(walked: Iterable[tuple[str, Module, Parts]], statistics: bool = False) -> list[tuple[str, Value]]:
    """The parameters with their names, and the running statistics if asked for. Results are left out."""
    found = []
    for path, module, parts in walked:
        left_out = module._statistics() if module.STATISTICS and not statistics else ()
        found += [(_joined(path, name), v) for name, v in parts
                  if type(v) is Value and v.op is None and name not in left_out]
    return found


def _joined(path: str, name: str) -> str:
    return f"{path}.{name}" if path else name


def _under(part: str, every: Mapping[str, Value]) -> list[Value]:
    """The Values with the name `part`, and those in the module of that name."""
    if not isinstance(part, str):
        raise wrong_type("a name to freeze must be a str", part, "give names of parameters or of parts, such as 'layer1'")
    found = [v for name, v in every.items() if name == part or name.startswith(f"{part}.")]
    if not found:
        raise ValueError(f"there is no parameter {shown(part)}: there are {shown(list(every), 200)}")
    return found


def _check_names(own: Mapping[str, Any], given: Mapping[str, Any]) -> None:
    missing, unknown = [name for name in own if name not in given], [name for name in given if name not in own]
    if missing or unknown:
        what = [f"lacks {shown(missing, 80)}"] * bool(missing) + [f"has the unknown {shown(unknown, 80)}"] * bool(unknown)
        raise ValueError(f"the state {' and '.join(what)}: it must have the names that state_dict() of this module gives")
