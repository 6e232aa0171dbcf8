"""Op: one row of the table of operations; and OPS, the table: a dict of rows by name, filled by `rows`."""

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

    name: the name of its function and of its method of `Value`. aliases: further names of both.
    args: argument names; "x=0.5" has a default, "*x" is a list.
    value, partials: the formulas of the result, and of its derivative with respect to each argument.
    stable, stable_partials, lets: the same for floats, where the plain formulas lose accuracy.
    textbook: the partials as textbooks write them, for people to read: the slope of tanh as 1 - z*z.
    symbol: what a drawn node shows. template: text with the arguments in braces. latex: the same for LaTeX.
    precedence: of the template: 0 comparison, 1 sum, 2 product, 3 sign, 4 power, 5 call.
    domain: an open interval per argument. Inside, the operation is finite and smooth except at kinks.
    kinks: expressions that are 0 where a derivative jumps.
    selects: the arguments through which no gradient flows when their partial is 0 (True: all). Without it 0·inf would
        give nan.
    total: whether no call of `math` in the row's arithmetic raises, so that it is generated once, without `scalar`.
    ulp: the largest error of value and partials, in units in the last place of the exact result, or of its size in
        `scale` if that is larger.
    scale: formulas of the arguments and z for the sizes of the value and of each partial; "" for none. A size is that of
        the terms that cancel, or of the factor that multiplies the rounding of an argument.
    note: one sentence on what the operation is.

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
    defaults: dict[str, float] = field(init=False)  # the arguments that may be left out, and their values
    lists: frozenset[str] = field(init=False)  # the names of the arguments that are lists
    variadic: bool = field(init=False)  # whether an argument is a list
    selected: frozenset[str] = field(init=False)  # the names of the arguments that the operation selects

    def __post_init__(self) -> None:
        """Fill in the defaults, and the columns that follow from others."""
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
        """The flat operands of a node as the arguments of its operation, some of which are lists.

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

    def _repr_pretty_(self, printer: Any, cycle: bool) -> None:  # called by IPython and hypothesis
        printer.text(repr(self))

    def __reduce__(self) -> tuple[object, tuple[str]]:
        return find, (self.name,)  # copies and pickles refer to the one row by name


OPS: dict[str, Op] = {}


def find(name: str) -> Op:
    """The row of that name; `KeyError` if there is none.

    >>> find("tanh").symbol
    'tanh'
    """
    return OPS[name]


def check_registered(op: Op) -> None:
    """`ValueError` for an operation that has been unregistered."""
    if (op.name, op) not in OPS.items():
        raise ValueError(f"the operation {op.name!r} of this graph was removed by unregister(): register it again, and "
                         "build the graph anew")


def rows() -> Iterator[Op]:
    """All rows, in the order of the table."""
    return iter(OPS.values())
