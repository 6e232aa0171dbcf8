"""Pictures of training and of networks. Needs matplotlib: `pip install "autodiff-scalar[plot]"`.

>>> from nn import MLP
>>> plot_network(MLP(2, [3, 1]))
<Picture: a network of 2 inputs and layers of 3 and 1 neurons>

Each function returns a matplotlib `Figure`, which Jupyter shows. `save` writes it to a file, and `ax=` draws into your own
axes. pyplot is not used: there is no current figure, nothing to close, and no display is needed.
"""

try:
    import matplotlib  # noqa: F401
except ModuleNotFoundError as missing:
    raise ModuleNotFoundError(f'nn.plots needs {missing.name}: pip install "autodiff-scalar[plot]"',
                              name=missing.name) from None

from nn.plots.boundary import plot_boundary
from nn.plots.figure import save
from nn.plots.losses import plot_losses
from nn.plots.network import plot_network

__all__ = ["plot_boundary", "plot_losses", "plot_network", "save"]
