"""The parts of a module: Values, modules and random generators among its attributes, with their names."""

from collections import UserList, deque
from collections.abc import Iterable, Mapping, Set, ValuesView
from random import Random
from types import FunctionType, MemberDescriptorType
from typing import Any, ClassVar

from autodiff import Value
from autodiff.messages import cut
from autodiff.trees import refuse_mask

Parts = list[tuple[str, Any]]  # names with Values, modules and random generators
NESTED = 20  # depth of lists in lists that is searched
PLAIN = {float, int, str, bool, type(None)}  # types without Values, skipped because a list may have many of them
LISTS = (list, tuple, deque, UserList)
NO_ORDER = (Set, ValuesView)  # the values of a dict have an order, but the dict is an object of its own


class Holder:
    """Base class of `Module`: finds Values, modules and random generators among the attributes."""

    _slots: ClassVar[tuple[str, ...]] = ()  # names of attributes in `__slots__`
    _classes: ClassVar[tuple[type, ...]] = ()  # classes outside nn, which may hold Values by mistake

    def __init_subclass__(cls, **options: Any) -> None:
        super().__init_subclass__(**options)
        every = [name for base in reversed(cls.__mro__) for name, thing in vars(base).items()
                 if isinstance(thing, MemberDescriptorType) and not name.startswith("_")]
        cls._slots = tuple(dict.fromkeys(every))
        cls._classes = tuple(base for base in cls.__mro__ if base.__module__.partition(".")[0] not in ("nn", "builtins"))

    def _parts(self) -> Parts:
        """The parts, also in lists, tuples, dicts and arrays. `TypeError` for parts that would be overlooked."""
        for owner in self._classes:
            self._check_class(owner)
        slots = [(name, getattr(self, name)) for name in self._slots if hasattr(self, name)]
        return [part for name, thing in (*slots, *vars(self).items()) if not name.startswith("_")
                for part in collected(name, thing)]

    def _check_class(self, owner: type) -> None:
        """`TypeError` for a part that is an attribute of the class, unless the module has its own of that name."""
        for name, thing in vars(owner).items():
            if not name.startswith("_") and name not in vars(self) and not isinstance(thing, FunctionType):
                for part, v in collected(name, thing):
                    if type(v) is not Value or v.op is None:
                        raise TypeError(f"{part} is an attribute of the class {owner.__name__}, which all its modules would "
                                        f"share: set self.{name} in __init__, or call it _{name}, which is ignored")


def collected(name: str, thing: Any, depth: int = NESTED) -> Parts:
    """The parts in an attribute, also in lists in lists. Their names follow from its own."""
    if isinstance(thing, (Value, Holder, Random)):
        return [(name, thing)]
    if isinstance(thing, NO_ORDER):
        _check_set(name, thing, depth)
    found: Parts = []
    for key, item in _named_items(name, thing):
        if type(item) is Value:
            found.append((key, item))
        elif depth == 0:
            raise ValueError(f"{cut(key, 20)} lies in more than {NESTED} lists, or in a list that holds itself: "
                             "give the attribute a name that begins with an underscore")
        else:
            found += collected(key, item, depth - 1)
    return found


def _check_set(name: str, thing: Any, depth: int) -> None:
    """`TypeError` for a set with parts: it has no order by which they could be named."""
    if any(collected(name, item, depth - 1) for item in thing if type(item) not in PLAIN):
        raise TypeError(f"{name} is a {type(thing).__name__} that holds Values or modules, which have no order there: give "
                        f"a list; or call it _{name}, which is ignored")


def _named_items(name: str, thing: Any) -> Iterable[tuple[str, Any]]:
    """The elements of a list, a tuple, a dict or an array of objects, with their names; nothing for other objects."""
    if isinstance(thing, Mapping):
        return [(f"{name}.{key}", item) for key, item in thing.items() if type(item) not in PLAIN]
    if getattr(getattr(thing, "dtype", None), "kind", "") == "O":  # NumPy's arrays of objects
        refuse_mask(thing, name)
        thing = thing.tolist()
    if not isinstance(thing, LISTS):
        return ()
    stem = f"{name}_" if name[-1:].isdigit() else name.removesuffix("s")
    return [(f"{stem}{i}", item) for i, item in enumerate(thing, 1) if type(item) not in PLAIN]
