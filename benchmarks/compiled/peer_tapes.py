"""micrograd and XAD: the steps of `python -m benchmarks`, which are of the small network."""

from benchmarks import networks
from benchmarks.compiled.engine import Engine, vector
from benchmarks.compiled.works import Network


def micrograd(_: Network) -> Engine:
    return Engine(networks.micrograd(), lambda result: vector(*result))


def xad(_: Network) -> Engine:
    return Engine(networks.xad(), lambda result: vector(*result))
