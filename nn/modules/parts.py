"""What a module holds itself: Values, modules and generators of chance among its attributes, with their names."""

from collections import UserList, deque
from collections.abc import Iterable, Mapping, Set, ValuesView
from random import Random
from types import FunctionType, MemberDescriptorType
from typing import Any, ClassVar

from autodiff import Value
from autodiff.messages import cut
from autodiff.trees import refuse_mask

Parts = list[tuple[str, Any]]  # names with the Values, modules and generators that a module holds itself
NESTED = 20  # lists in lists that are looked into
PLAIN = {float, int, str, bool, type(None)}  # what holds no Values, of which an attribute may have many
LISTS = (list, tuple, deque, UserList)
NO_ORDER = (Set, ValuesView)  # those of a dict have one, but are of another object


class Holder:
    """Something whose attributes are looked through; `Module` is one, and says which they are."""

    _slots: ClassVar[tuple[str, ...]] = ()  # attributes that are no entries of the object's dict
    _classes: ClassVar[tuple[type, ...]] = ()  # those of other people, which may hold Values by mistake

    def __init_subclass__(cls, **options: Any) -> None:
        super().__init_subclass__(**options)
        every = [name for base in reversed(cls.__mro__) for name, thing in vars(base).items()
                 if isinstance(thing, MemberDescriptorType) and not name.startswith("_")]
        cls._slots = tuple(dict.fromkeys(every))
        cls._classes = tuple(base for base in cls.__mro__ if base.__module__.partition(".")[0] not in ("nn", "builtins"))

    def _parts(self) -> Parts:
        """What it holds itself, in lists, tuples, dicts and arrays too; `TypeError` for what would be overlooked."""
        for owner in self._classes:
            self._check_class(owner)
        slots = [(name, getattr(self, name)) for name in self._slots if hasattr(self, name)]
        return [part for name, thing in (*slots, *vars(self).items()) if not name.startswith("_")
                for part in collected(name, thing)]

    def _check_class(self, owner: type) -> None:
        """`TypeError` for what is an attribute of a class, and so that of all its modules, unless this one has its own."""
        for name, thing in vars(owner).items():
            if not name.startswith("_") and name not in vars(self) and not isinstance(thing, FunctionType):
                for part, v in collected(name, thing):
                    if type(v) is not Value or v.op is None:
                        raise TypeError(f"{part} is an attribute of the class {owner.__name__}, which all its modules would "
                                        f"share: make it in __init__, self.{name} = ..., or call it _{name}, which is left "
                                        "alone")


def collected(name: str, thing: Any, depth: int = NESTED) -> Parts:
    """What an attribute holds, however deep in lists, with the names that follow from its own."""
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
    """`TypeError` for a set that holds anything of a module: it has no order, in which parameters are named and moved."""
    if any(collected(name, item, depth - 1) for item in thing if type(item) not in PLAIN):
        raise TypeError(f"{name} is a {type(thing).__name__} that holds Values or modules, which have no order there: give "
                        f"a list; or call it _{name}, which is left alone")


def _named_items(name: str, thing: Any) -> Iterable[tuple[str, Any]]:
    """The elements of a list, a tuple, a dict or an array of objects, each with its name; of anything else, none."""
    if isinstance(thing, Mapping):
        return [(f"{name}.{key}", item) for key, item in thing.items() if type(item) not in PLAIN]
    if getattr(getattr(thing, "dtype", None), "kind", "") == "O":  # NumPy's arrays of objects
        refuse_mask(thing, name)
        thing = thing.tolist()
    if not isinstance(thing, LISTS):
        return ()
    stem = f"{name}_" if name[-1:].isdigit() else name.removesuffix("s")
    return [(f"{stem}{i}", item) for i, item in enumerate(thing, 1) if type(item) not in PLAIN]
