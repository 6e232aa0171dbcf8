"""Node: the data and the behaviour of a `Value`, except arithmetic, which is generated into `value/value.py`.

A node stores its number, its parents and the local derivative with respect to each parent. The derivatives are computed
when the node is made, so later changes of `.data` do not affect a gradient, and no closure is needed. A node refers to
older nodes only: there is no reference cycle, and memory is freed with the last reference.
"""

import numbers
import operator
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any, NoReturn, Self, SupportsFloat

from autodiff.graph.comparison import Condition, Joined, tracing
from autodiff.messages import shown
from autodiff.reals import beside, number
from autodiff.table.op import Op


def _comparison(row: str, swapped: bool, compare: Any) -> Callable[["Node", "Node | SupportsFloat"], Any]:
    def method(self: "Node", other: "Node | SupportsFloat") -> Any:
        data = other._data if isinstance(other, Node) else beside(other)
        if data is None:
            return NotImplemented
        x, y = (other, self) if swapped else (self, other)
        return Condition.of(row, (x, y), compare(self._data, data))

    return method


IN_JIT = ("the operations of autodiff (jit traces a function once, for all numbers) or, for a number that stays the "
          "same, functools.partial")


def _refuse(what: str, instead: str) -> Any:
    def method(self: "Node", *_: object) -> NoReturn:
        advice = IN_JIT if tracing.get() else instead
        raise TypeError(f"{what} of a Value would leave the graph and lose its gradient: use {advice}")

    return method


def _real(x: Any, what: str) -> float:
    """`x` as a float; `TypeError` if it is not a number."""
    if isinstance(x, Node):
        raise TypeError(f"{what} must be a real number, not Value ({shown(x)}): use it as it is")
    return number(x, what)


class Node(Joined):
    """The state and behaviour of a `Value`, without arithmetic."""

    # _a and _b are the parents, _da and _db the partials with respect to them. With more than two operands, _a is the
    # tuple of all, _b the tuple of the Values among them, and _db their partials. A constant operand is a float. The
    # partial of a constant, and of a branch that was not taken, is None. A computed node has no _grad, _label and _scope
    # until they are set: an empty slot takes no time to fill, and the garbage collector does not visit it.
    __slots__ = ("_a", "_adjoint", "_b", "_da", "_data", "_db", "_grad", "_label", "_scope", "op")

    op: Op | None

    def __init_subclass__(cls, **options: Any) -> None:
        if not cls.__module__.startswith("autodiff.value."):
            raise TypeError(f"{cls.__name__} cannot be a subclass of Value, whose operations always return Values: "
                            "give it a Value as an attribute")
        super().__init_subclass__(**options)

    def __init__(self, data: Any, label: str = "") -> None:
        self._data: float = data if type(data) is float else _real(data, "data of a Value")
        self._grad: float = 0.0
        self.label = label
        self.op = None
        self._a: Any = None
        self._b: Any = None
        self._da: Any = None
        self._db: Any = None
        self._adjoint: Any = None

    @property
    def data(self) -> float:
        """The number, always a float. After it is set, results keep their old numbers until `recompute`."""
        return self._data

    @data.setter
    def data(self, x: float) -> None:
        self._data = _real(x, "data of a Value")

    @property
    def grad(self) -> float:
        """The derivative from the last `backward`; on leaves the sum over all calls."""
        return getattr(self, "_grad", 0.0)

    @grad.setter
    def grad(self, x: float) -> None:
        self._grad = _real(x, "grad of a Value")

    @property
    def label(self) -> str:
        """The name, or ""."""
        return getattr(self, "_label", "")

    @label.setter
    def label(self, name: str) -> None:
        if not isinstance(name, str):
            raise TypeError(f"label must be a str, not {type(name).__name__} ({shown(name)}): give it as text")
        self._label = name if type(name) is str else str.__str__(name)  # plain text, of a subclass such as NumPy's

    @property
    def scope(self) -> str:
        """The neuron or layer that a node belongs to, as "layer1/neuron2"; drawings fold by scope."""
        return getattr(self, "_scope", "")

    @scope.setter
    def scope(self, path: str) -> None:
        if not isinstance(path, str):
            raise TypeError(f"scope must be a str such as 'layer1/neuron2', not {type(path).__name__} ({shown(path)}): "
                            "give it as text")
        self._scope = path if type(path) is str else str.__str__(path)

    @property
    def parents(self) -> tuple[Self | float, ...]:
        """The operands, in order: Values, and floats for constants."""
        if self.op is None:
            return ()
        if type(self._a) is tuple:
            return self._a
        return (self._a,) if self._b is None else (self._a, self._b)

    @property
    def partials(self) -> tuple[float, ...]:
        """The local derivative with respect to each operand, computed when the node was made (0.0 for constants)."""
        return tuple(d or 0.0 for d in self._stored_partials())

    def _stored_partials(self) -> Sequence[float | None]:
        """The partial for each operand as the sweeps read it: None where no gradient flows."""
        if type(self._a) is not tuple:
            return (self._da, self._db)[: len(self.parents)]
        of_values = iter(self._db)
        return [None if type(p) is float else next(of_values) for p in self._a]

    # --- Comparison: == compares identity, as Values are nodes of a graph; < compares data ---

    __hash__ = object.__hash__

    def __eq__(self, other: object) -> bool:
        if isinstance(other, Node):
            return self is other
        if isinstance(other, numbers.Number):
            given = shown(other)
            raise TypeError(f"a Value is not compared with the number {given} by ==: use v.data == {given}")
        return NotImplemented

    def __bool__(self) -> NoReturn:
        if tracing.get():
            raise TypeError("jit traces a function once, so an `if` on a Value (and, or, not, max(), sorted()) would be "
                            "decided for all numbers: use where(condition, a, b), maximum(), minimum(), and "
                            "& | ~ between comparisons")
        raise TypeError("the truth of a Value is ambiguous: use v.data != 0, or `v is None` to test for None")

    __gt__ = _comparison("greater", False, operator.gt)
    __ge__ = _comparison("greater_equal", False, operator.ge)
    __lt__ = _comparison("greater", True, operator.lt)
    __le__ = _comparison("greater_equal", True, operator.le)

    def __pos__(self) -> Self:
        return self

    # --- Conversions that would leave the graph are refused: math.exp(v) would silently lose the gradient ---

    if not TYPE_CHECKING:  # so that a type checker refuses them too
        __float__ = _refuse("float()", "v.data, or the method or function of autodiff (v.exp(), not math.exp(v))")
        __int__ = _refuse("int()", "int(v.data)")
        __index__ = _refuse("an index (or a list repeated)",
                            "int(v.data), or for a list [v * x for x in xs], NumPy or dot()")
        __complex__ = _refuse("complex()", "complex(v.data)")
        __round__ = _refuse("round()", "round(v.data, n)")
        __floor__ = _refuse("floor()", "math.floor(v.data)")
        __ceil__ = _refuse("ceil()", "math.ceil(v.data)")
        __trunc__ = _refuse("trunc()", "int(v.data)")
        __mod__ = __rmod__ = _refuse("%", "v.data % n (it is not differentiated)")
        __floordiv__ = __rfloordiv__ = _refuse("//", "v / w, or v.data // n")
        __divmod__ = __rdivmod__ = _refuse("divmod()", "divmod(v.data, n)")

    def __reduce__(self) -> tuple[Any, ...]:
        if self.op is not None:
            raise TypeError("a computed Value is not copied or pickled, as its whole graph would have to be: "
                            "copy the leaves (or the module) and compute it again, or keep v.data")
        return _leaf, (type(self), self._data, self.grad, self.label, self.scope)


Node._number = vars(Node)["_data"]  # type: ignore[attr-defined]  # a name that no other class has (MaskedArray has _data)


def _leaf(cls: Any, data: float, grad: float, label: str, scope: str) -> Any:
    leaf = cls(data, label)
    leaf._grad, leaf.scope = grad, scope
    return leaf
