"""The methods of `Value` that are not generated: passes over its graph, and how it is shown."""

from typing import Any, Self

from autodiff.graph import sweeps, text
from autodiff.graph.node import Node
from autodiff.messages import cut, shown


class Methods(Node):
    """The methods of `Value` beside its operations."""

    __slots__ = ()

    def backward(self) -> None:
        """Compute the derivative of this Value with respect to everything it was computed from, in `.grad`.

        This is the reverse pass (backpropagation). Leaves accumulate: the derivative is added to their `.grad`. The `.grad`
        of all others is overwritten. To start afresh, set `.grad = 0` on the leaves, or call `zero_grad()` of a model.

        >>> from autodiff import variables
        >>> a, b = variables(a=2.0, b=-3.0)
        >>> (a * b + a).backward()
        >>> a.grad, b.grad
        (-2.0, 2.0)
        """
        sweeps.backward(self)

    def recompute(self) -> Self:
        """Evaluate the graph again after the data of leaves has changed; returns this Value.

        >>> from autodiff import Value
        >>> x = Value(3.0)
        >>> y = x**2
        >>> x.data = 4.0
        >>> y.recompute().data
        16.0
        """
        sweeps.recompute(self)
        return self

    def expression(self, length: int = 60) -> str:
        """How this Value was computed, as text of at most `length` characters.

        >>> from autodiff import variables
        >>> a, b = variables(a=2.0, b=-3.0)
        >>> (a * (b + 1)).tanh().expression()
        'tanh(a*(b + 1))'
        """
        if not isinstance(length, int):
            raise TypeError(f"length must be an int, the most characters to show, not {type(length).__name__} "
                            f"({shown(length)}): write expression(60)")
        return text.expression(self, length)

    def __repr__(self) -> str:
        name = f", label={cut(self.label, 60)!r}" if self.label else f", {self.expression()}" if self.op else ""
        return f"Value(data={self._data!r}, grad={self.grad!r}{name})"

    def __format__(self, spec: str) -> str:
        return format(self._data, spec) if spec else repr(self)

    # --- Drawing ---

    def svg(self, **options: Any) -> str:
        """The graph as SVG text; `autodiff.draw` lists the options.

        >>> from autodiff import Value
        >>> (Value(2.0) * 3).svg()[:4]
        '<svg'
        """
        from autodiff.drawing.draw import draw  # here, as it takes time to import

        return draw(self, **options).svg

    def _repr_mimebundle_(self, include: object = None, exclude: object = None) -> dict[str, str]:
        """What Jupyter shows: the drawn graph if it is small enough to read, else text."""
        from autodiff.drawing.draw import notebook_bundle  # here, likewise

        return notebook_bundle(self)

    # --- micrograd's names ---

    @property
    def _prev(self) -> set[Self]:
        """The parents as a set of Values, with constants, except a constant exponent, which `_op` shows."""
        named = self._op.startswith("**") and self._op != "**"  # as in "**2"
        shown = self.parents[:1] if named else self.parents
        return {p if isinstance(p, Node) else type(self)(p) for p in shown}

    def _backward(self) -> None:
        """One step of the chain rule, as in micrograd's lesson: add to the gradients of the parents."""
        for parent, partial in zip(self.parents, self.partials, strict=True):
            if isinstance(parent, Node):
                parent.grad += partial * self.grad

    @property
    def _op(self) -> str:
        """The symbol of the operation, "" for a leaf."""
        if self.op is None:
            return ""
        return f"**{self._b:g}" if self.op.name == "pow" and isinstance(self._b, float) else self.op.symbol
