"""Where something hostile may enter the pictures: what is drawn, its labels and options, axes and files."""

from typing import Any

from nn import MLP, Neuron, plots
from tests.hostile.case import Case

CALLS: dict[str, dict[str, Any]] = {
    "plot_losses": {"history": {"loss": [0.5]}, "names": None, "log": False, "ax": None},
    "plot_boundary": {"model": lambda x: x[0], "inputs": [[0.0, 1.0], [1.0, 0.0]], "targets": [0, 1], "threshold": 0.0,
                      "resolution": 2, "classes": None, "names": ["a", "b"], "ax": None},
    "plot_network": {"model": MLP(2, [2, 1], rng=1), "inputs": None, "outputs": None, "largest": 3, "numbers": None,
                     "ax": None},
}
FIGURE = plots.plot_network(Neuron(1))


def _called(name: str, **changed: Any) -> str:
    """What is drawn, in words."""
    return repr(getattr(plots, name)(**CALLS[name] | changed))


CASES = [
    *(Case(name, place, lambda x, v, n=name, p=place: _called(n, **{p: x}))
      for name, places in CALLS.items() for place in places),
    Case("plot_losses", "a column", lambda x, v: _called("plot_losses", history={"loss": x})),
    Case("plot_losses", "a loss", lambda x, v: _called("plot_losses", history={"loss": [0.5, x]})),
    Case("plot_losses", "one of names", lambda x, v: _called("plot_losses", names=[x])),
    Case("plot_boundary", "an output", lambda x, v: _called("plot_boundary", model=lambda _: x)),
    Case("plot_boundary", "one output", lambda x, v: _called("plot_boundary", model=lambda _: [v, x])),
    Case("plot_boundary", "a sample", lambda x, v: _called("plot_boundary", inputs=[[0.0, 1.0], x])),
    Case("plot_boundary", "a number", lambda x, v: _called("plot_boundary", inputs=[[0.0, 1.0], [0.0, x]])),
    Case("plot_boundary", "a target", lambda x, v: _called("plot_boundary", targets=[0, x])),
    Case("plot_boundary", "a class", lambda x, v: _called("plot_boundary", classes=["a", x])),
    Case("plot_network", "a name", lambda x, v: _called("plot_network", inputs=["a", x])),
    Case("plot_network", "activation", lambda x, v: _called("plot_network", model=Neuron(1, activation=lambda z: x))),
    Case("save", "figure", lambda x, v: plots.save(x, "no.jpg")),
    Case("save", "path", lambda x, v: plots.save(FIGURE, x)),
]

NO_CALLS: set[str] = set()
