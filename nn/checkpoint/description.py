"""A model as plain data, and back: a list of parts, each of which refers to earlier ones by their numbers.

    [{"Value": [0.5, "w1", "neuron"]}, {"Value": [0.0, "b", "neuron"]},
     {"Neuron": {"activation": "tanh", "scope": "neuron", "w": [0], "b": 1, "training": true, "frozen": []}}]

So a Value, a generator or a module that two modules share is one part and is shared again, no part can contain itself, and
lists are not nested. The last part is the model.
"""

import random
from typing import Any, get_args, get_origin

from autodiff import Value
from autodiff.messages import shown
from nn.checkpoint.kinds import KINDS, Kind
from nn.checkpoint.random_state import state_as_list, state_from_list
from nn.modules import Block, Module

NESTED = 100  # depth of modules in modules
LARGEST = 10**7  # parts, with shared ones counted each time

# --- A model as data ---


def describe(model: Module) -> list[Any]:
    """The parts of a model; `ValueError` if it has anything other than the blocks of `nn`."""
    description = _Description()
    description.number(model, 0)
    return description.parts


class _Description:
    """The parts so far, and the number of each object by its id."""

    def __init__(self) -> None:
        self.parts: list[Any] = []
        self.numbers: dict[int, int] = {}

    def number(self, thing: Any, depth: int) -> int:
        """The number of a Value, a generator or a module, which becomes a part the first time."""
        if depth > NESTED:
            raise ValueError(f"modules are nested in more than {NESTED} others, or one contains itself")
        if id(thing) not in self.numbers:
            part = self._part(thing, depth)
            self.numbers[id(thing)] = len(self.parts)
            self.parts.append(part)
        return self.numbers[id(thing)]

    def _part(self, thing: Any, depth: int) -> Any:
        if isinstance(thing, Value):
            if thing.op is not None:
                raise ValueError(f"{shown(thing, 60)} is a computed Value, and only leaves can be saved")
            return {"Value": [thing.data, thing.label, thing.scope]}
        if type(thing) is random.Random:
            return {"Random": state_as_list(thing.getstate())}
        kind = KINDS.get(type(thing).__name__)
        if kind is None or type(thing) is not kind.cls:
            classes = f"the classes are {', '.join(KINDS)}"
            hint = "name an operation instead, as activation='tanh'" if callable(thing) else classes
            raise ValueError(f"{type(thing).__name__} ({shown(thing)}) cannot be saved: {hint}")
        return {type(thing).__name__: self._attributes(thing, kind, depth)}

    def _attributes(self, module: Any, kind: Kind, depth: int) -> dict[str, Any]:
        own = {name: x for name, x in vars(module).items() if name[0] != "_" and name != "training"}
        if set(own) != set(kind.attributes):
            name = shown(min(set(own) ^ set(kind.attributes)))
            raise ValueError(f"the attribute {name} was added to a {kind.cls.__name__}, or removed from it")
        described = {name: self._attribute(x, depth) for name, x in own.items()}
        return described | {"training": module.training, "frozen": sorted(module._frozen)}

    def _attribute(self, x: Any, depth: int) -> Any:
        if type(x) is list:
            return [self._attribute(item, depth) for item in x]
        if isinstance(x, float | int):
            return float(x)
        return x if isinstance(x, str | None) else self.number(x, depth + 1)


# --- Data as a model ---


def build(parts: Any) -> Block:
    """The model with these parts. Only blocks of nn are built, and nothing larger than the data. `ValueError` names the part
    that is wrong."""
    if type(parts) is not list or not parts:
        raise ValueError("it has no parts")
    building = _Building()
    for i, part in enumerate(parts):
        try:
            building.add(part)
        except (ValueError, TypeError) as problem:
            raise ValueError(f"part {i}: {problem}") from None
    model = building.things[-1]
    if not isinstance(model, Block):
        raise ValueError(f"the last part is a {type(model).__name__}, not a block")
    return model


class _Building:
    """The objects built so far, each with its size and its depth."""

    def __init__(self) -> None:
        self.things: list[Any] = []
        self.sizes: list[int] = []
        self.depths: list[int] = []

    def add(self, part: Any) -> None:
        if type(part) is not dict or len(part) != 1:
            raise ValueError(f"it is {shown(part)}, not a dict of a name and its content")
        ((name, made_of),) = part.items()
        self.size, self.depth = 1, 0
        make = {"Value": _value, "Random": _generator}.get(name)
        self.things.append(make(made_of) if make else self._module(name, made_of))
        self.sizes.append(self.size)
        self.depths.append(self.depth)

    def _module(self, name: str, made_of: Any) -> Module:
        if name not in KINDS:
            raise ValueError(f"{shown(name)} is none of Value, Random, {', '.join(KINDS)}")
        kind = KINDS[name]
        wanted = {"training", "frozen", *kind.attributes}
        if type(made_of) is not dict or set(made_of) != wanted:
            raise ValueError(f"a {name} must have {', '.join(sorted(wanted))}, got {shown(made_of, 80)}")
        module = kind.cls.__new__(kind.cls)
        for attribute, x in made_of.items():
            if attribute in kind.attributes:
                setattr(module, attribute, self._attribute(f"{attribute} of a {name}", kind.attributes[attribute], x))
        kind.check(module)
        _set_modes(module, made_of["training"], made_of["frozen"])
        return module

    def _attribute(self, what: str, wanted: Any, x: Any) -> Any:
        if get_origin(wanted) is list:
            if type(x) is not list:
                raise ValueError(f"{what} must be a list, got {shown(x)}")
            what, (wanted,) = f"an element of {what}", get_args(wanted)
            return [self._thing(what, wanted, item) for item in x]
        return self._thing(what, wanted, x)

    def _thing(self, what: str, wanted: Any, x: Any) -> Any:
        """`x`, or the earlier part with the number `x`; `ValueError` if it is not of the class wanted."""
        thing = self._earlier(what, x) if type(x) is int else x
        if not isinstance(thing, wanted):
            classes = " or ".join(kind.__name__ for kind in get_args(wanted) or [wanted])
            raise ValueError(f"{what} must be of {classes}, got {shown(x)}, which is of {type(thing).__name__}")
        return thing

    def _earlier(self, what: str, number: int) -> Any:
        """The earlier part with this number, which is added to the size of the current one."""
        if not 0 <= number < len(self.things):
            raise ValueError(f"{what} must be one of the {len(self.things)} parts before it, got {number}")
        self.size += self.sizes[number]
        self.depth = max(self.depth, self.depths[number] + 1)
        if self.size > LARGEST or self.depth > NESTED:
            raise ValueError(f"it has more than {LARGEST:,} parts, or modules in more than {NESTED} others")
        return self.things[number]


def _value(made_of: Any) -> Value:
    if type(made_of) is not list or [type(x) for x in made_of] != [float, str, str]:
        raise ValueError(f"a Value must be [number, label, scope], got {shown(made_of)}")
    data, label, scope = made_of
    leaf = Value(data, label)
    leaf.scope = scope
    return leaf


def _generator(made_of: Any) -> random.Random:
    rng = random.Random(0)
    rng.setstate(state_from_list(made_of))
    return rng


def _set_modes(module: Module, training: Any, frozen: Any) -> None:
    if type(training) is not bool or type(frozen) is not list or not all(type(name) is str for name in frozen):
        raise ValueError("training must be true or false, and frozen a list of names")
    _, _, own = next(module._walk())
    if not set(frozen) <= {name for name, thing in own if isinstance(thing, Value)}:
        raise ValueError(f"frozen must be names of its own parameters, got {shown(frozen)}")
    module.training, module._frozen = training, frozenset(frozen)
