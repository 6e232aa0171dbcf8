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
from nn.checks import checked_finite
from nn.modules.descent import each_once, finite_gradients, move
from nn.modules.parts import Holder, Parts, collected


class Module(Holder):
    """Something with parameters that can be read, reset, moved, frozen and kept.

    Its parameters are the Values it was given as attributes (leaves, not results), and those of the modules among its
    attributes, those of `__slots__` first; lists, tuples, dicts and arrays of them too. An element of a list is named by the
    list, without the s of a plural, and its number from 1: `layers` holds `layer1`, `layer2`. Attributes that begin with an
    underscore are left alone. `TypeError` for Values or modules in a set, which has no order, and for those that are
    attributes of the class, which all its modules would share. Called, it gives what its `forward` gives, as in PyTorch; a
    `Block` tells samples and batches apart besides.

    >>> class Line(Module):
    ...     def __init__(self):
    ...         self.slope, self.offsets = Value(2.0), [Value(0.5), Value(1.0)]
    ...     def forward(self, x):
    ...         return [self.slope * x + b for b in self.offsets]
    >>> line = Line()
    >>> line.state_dict(), [y.data for y in line(3.0)]
    ({'slope': 2.0, 'offset1': 0.5, 'offset2': 1.0}, [6.5, 7.0])
    """

    forward: Callable[..., Any]  # what a module that is called defines, with arguments of its own

    STATISTICS: ClassVar[tuple[str, ...]] = ()  # attributes whose Values belong to the state, but are not trained
    training: bool = True
    _frozen: frozenset[str] = frozenset()  # names among this module's own Values
    _steady: list[tuple[str, "Module", Parts]] | None = None  # what a walk finds, inside `steady`

    def __call__(self, *inputs: Any) -> Any:
        """What `forward` makes of the inputs; `NotImplementedError` if there is none."""
        if not hasattr(self, "forward"):
            raise NotImplementedError(f"{type(self).__name__} cannot be called without a forward: define forward(self, x) "
                                      "in it, or make it a Block, whose forward(self, rows) takes samples and batches")
        return self.forward(*inputs)

    # --- What there is ---

    def named_modules(self) -> Iterator[tuple[str, "Module"]]:
        """This module under the name "", and every module in it. `ValueError` if one contains itself.

        >>> from nn import Layer
        >>> [name for name, _ in Layer(2, 2).named_modules()]
        ['', 'neuron1', 'neuron2']
        """
        return ((path, module) for path, module, _ in self._walk())

    @contextmanager
    def steady(self) -> Iterator[None]:
        """A stretch in which no module and no Value comes or goes, so that they are looked for only once."""
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
        """What training moves: each parameter that is not frozen, with its name; a shared one comes under each name."""
        walked = list(self._walk())
        frozen = {v for _, module, parts in walked if module._frozen for name, v in parts if name in module._frozen}
        return ((name, p) for name, p in _leaves(walked) if p not in frozen)

    def parameters(self) -> list[Value]:
        """The same, each once, in the order of `named_parameters`."""
        return list(dict.fromkeys(p for _, p in self.named_parameters()))

    def _statistics(self) -> set[str]:
        """The names of the Values that belong to the state, but are not trained."""
        return {name for attribute in self.STATISTICS for name, _ in collected(attribute, getattr(self, attribute))}

    def statistics(self) -> list[Value]:
        """The running statistics of this module and of those in it, as of a `BatchNorm`."""
        if not any(module.STATISTICS for _, module in self.named_modules()):
            return []
        kept = dict.fromkeys(v for _, v in _leaves(self._walk()))
        return [v for _, v in _leaves(self._walk(), statistics=True) if v not in kept]

    def named_generators(self) -> Iterator[tuple[str, Random]]:
        """The generators of chance of the modules, such as that of a `Dropout`."""
        return ((_joined(path, name), thing) for path, _, parts in self._walk()
                for name, thing in parts if isinstance(thing, Random))

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

        A shared parameter is frozen under all its names, in this module and in those around it. `ValueError` for a name
        that there is not.

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
        walked = list(self._walk())
        every = dict(_leaves(walked))
        chosen = {v for part in names for v in _under(part, every)} if names else {*every.values()}
        for _, module, parts in walked:
            module._frozen = combine(module._frozen, frozenset(name for name, v in parts if v in chosen))

    def zero_grad(self) -> None:
        """Set the gradient of every parameter to 0, frozen or not, as `backward` adds to it."""
        leaves = [p for _, p in _leaves(self._walk())]
        at_once(writes("_grad", leaves, repeat(0.0, len(leaves))))

    def gradient_step(self, learning_rate: float) -> None:
        """Plain gradient descent: w <- w - learning_rate * dC/dw for every parameter at once (doc. 001, eta; 004, alpha).

        `ValueError`, and no weight is moved, if the rate, a gradient or a new weight is not finite. `nn.SGD` does more.

        >>> from nn import Neuron
        >>> neuron = Neuron(1, activation="identity", weights=[2.0], bias=0.0)
        >>> neuron([3.0]).backward()
        >>> neuron.gradient_step(0.1)
        >>> neuron.w[0].data
        1.7
        """
        rate = checked_finite(learning_rate, "learning_rate")
        names = each_once(self.named_parameters())
        move(names, [p.data - rate * gradient for p, gradient in zip(names, finite_gradients(names), strict=True)])

    # --- Keeping ---

    def state_dict(self) -> dict[str, float]:
        """Every number the module consists of, by name: parameters, frozen ones too, and running statistics.

        `ValueError` if two things would have the same name.
        """
        named = _leaves(self._walk(), statistics=True)
        state = {name: v.data for name, v in named}
        if len(state) < len(named):
            twice = min(name for name, count in Counter(name for name, _ in named).items() if count > 1)
            raise ValueError(f"two Values of {type(self).__name__} are called {twice}: rename an attribute")
        return state

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
    """The parameters with their names, and running statistics if they are wanted: leaves, not results."""
    found = []
    for path, module, parts in walked:
        left_out = module._statistics() if module.STATISTICS and not statistics else ()
        found += [(_joined(path, name), v) for name, v in parts
                  if type(v) is Value and v.op is None and name not in left_out]
    return found


def _joined(path: str, name: str) -> str:
    return f"{path}.{name}" if path else name


def _under(part: str, every: Mapping[str, Value]) -> list[Value]:
    """The Values whose name is `part` or begins with it and a dot."""
    if not isinstance(part, str):
        raise TypeError(f"what to freeze must be named by a str, not {type(part).__name__} ({shown(part)}): "
                        "give names of parameters or of parts, such as 'layer1'")
    found = [v for name, v in every.items() if name == part or name.startswith(f"{part}.")]
    if not found:
        raise ValueError(f"there is no parameter {shown(part)}: there are {shown(list(every), 200)}")
    return found


def _check_names(own: Mapping[str, Any], given: Mapping[str, Any]) -> None:
    missing, unknown = [name for name in own if name not in given], [name for name in given if name not in own]
    if missing or unknown:
        what = [f"lacks {shown(missing, 80)}"] * bool(missing) + [f"has the unknown {shown(unknown, 80)}"] * bool(unknown)
        raise ValueError(f"the state {' and '.join(what)}: it must have the names that state_dict() of this module gives")
