"""Op: what one row of the table says of an operation; and the table, a dict of rows by name, which `rows` fills."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import islice
from typing import Any

Interval = tuple[float, float]

INF = float("inf")
REAL: Interval = (-INF, INF)
POSITIVE: Interval = (0.0, INF)


@dataclass(frozen=True, eq=False, slots=True, repr=False)
class Op:
    """One primitive operation.

    name: its public function, and method of `Value`; `aliases` are further names for both.
    args: argument names; "x=0.5" has a default, "*x" is a list.
    value, partials: the result, and its derivative in each argument.
    stable, stable_partials, lets: the same for floats, where the plain formula would lose accuracy.
    textbook: the partials for people to read, as textbooks write them: the slope of tanh as 1 - z*z.
    symbol: what a drawn node shows. template: a text with the arguments in braces; latex: the same for LaTeX.
    precedence: how tightly the template binds (1 sum, 2 product, 3 sign, 4 power, 5 a call).
    domain: an open interval per argument inside which the operation is finite and smooth, kinks apart.
    kinks: expressions that vanish where a derivative jumps.
    selects: the arguments (True: all) to which, where their partial is 0, nothing passes, rather than 0 times something,
    which may be nan.
    total: whether `math` raises nowhere in the row's arithmetic, so that no other way through `scalar` is needed.
    ulp: the largest error of value and partials, in units in the last place of the exact result or, if that is larger,
    of its size in `scale`: for the value and then for each partial a formula of arguments and z, "" for none. It is the
    size of what the result is the difference of, or of what multiplies the rounding of an argument.

    >>> from autodiff import OPS
    >>> OPS["mul"].partials
    ('y', 'x')
    """

    name: str
    args: tuple[str, ...]
    value: str
    partials: tuple[str, ...]
    stable: str = ""
    stable_partials: tuple[str, ...] = ()
    textbook: tuple[str, ...] = ()
    lets: dict[str, str] = field(default_factory=dict)
    symbol: str = ""
    template: str = ""
    latex: str = ""
    precedence: int = 5
    domain: tuple[Interval, ...] = ()
    kinks: tuple[str, ...] = ()
    selects: bool | str = False
    total: bool = False
    aliases: tuple[str, ...] = ()
    operator: str = ""
    ulp: float = 4
    scale: tuple[str, ...] = ()
    note: str = ""
    names: tuple[str, ...] = field(init=False)  # the argument names without stars and defaults
    defaults: dict[str, float] = field(init=False)  # the arguments that may be left out, and what they then are
    lists: frozenset[str] = field(init=False)  # the names of the arguments that are lists
    variadic: bool = field(init=False)  # whether an argument is a list
    selected: frozenset[str] = field(init=False)  # the names of the arguments that the operation selects

    def __post_init__(self) -> None:
        """Fill the columns that follow from the others."""
        split = [argument.lstrip("*").partition("=") for argument in self.args]
        lists = frozenset(name for (name, _, _), argument in zip(split, self.args, strict=True) if argument[:1] == "*")
        shown = ", ".join("{" + name + "}" for name, _, _ in split)
        spelled = self.name.replace("_", r"\_")
        filled = {
            "names": tuple(name for name, _, _ in split),
            "defaults": {name: float(default) for name, _, default in split if default},
            "selected": frozenset(name for name, _, _ in split if self.selects is True or self.selects == name),
            "lists": lists,
            "variadic": bool(lists),
            "symbol": self.symbol or self.name,
            "template": self.template or f"{self.name}({shown})",
            "latex": self.latex or rf"\operatorname{{{spelled}}}\left({shown}\right)",
            "domain": self.domain or (REAL,) * len(self.args),
            "stable": self.stable or self.value,
            "stable_partials": self.stable_partials or self.partials,
            "textbook": self.textbook or self.partials,
            "scale": self.scale + ("",) * (1 + len(self.args) - len(self.scale)),
        }
        for column, content in filled.items():
            object.__setattr__(self, column, content)

    def arguments(self, flat: Sequence[Any]) -> list[Any]:
        """The flat operands of a node as the arguments of its operation: a list for an argument that is one.

        >>> from autodiff import OPS
        >>> OPS["dot"].arguments(["w1", "w2", "x1", "x2", "b"])
        [['w1', 'w2'], ['x1', 'x2'], 'b']
        """
        if not self.variadic:
            return list(flat)
        size = (len(flat) - (len(self.names) - len(self.lists))) // len(self.lists)
        rest = iter(flat)
        return [[*islice(rest, size)] if name in self.lists else next(rest) for name in self.names]

    def __repr__(self) -> str:
        return f"<operation {self.name}({', '.join(self.args)})>"

    def _repr_pretty_(self, printer: Any, cycle: bool) -> None:  # of IPython and hypothesis, which would list the columns
        printer.text(repr(self))

    def __reduce__(self) -> tuple[object, tuple[str]]:
        return find, (self.name,)  # a row is one object per process: copies and pickles refer to it by name


OPS: dict[str, Op] = {}


def find(name: str) -> Op:
    """The row called `name`; KeyError if there is none.

    >>> find("tanh").symbol
    'tanh'
    """
    return OPS[name]


def check_registered(op: Op) -> None:
    """`ValueError` for an operation of a graph that is in the table no more."""
    if (op.name, op) not in OPS.items():
        raise ValueError(f"the operation {op.name!r} of this graph was taken out of the table by unregister(): register it "
                         "again, and build the graph anew")


def rows() -> Iterator[Op]:
    """All rows, in the order of the table."""
    return iter(OPS.values())
