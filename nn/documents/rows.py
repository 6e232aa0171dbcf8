"""The documents and their systems: one row each, in the order in which the documents come to them."""

from collections.abc import Callable
from dataclasses import dataclass
from fnmatch import fnmatchcase
from functools import cache

from nn.documents import (
    document_000,
    document_001,
    document_001_activations,
    document_001_tanh,
    document_001_training,
    document_001m,
    document_002,
    document_003,
    document_004,
)
from nn.documents.numbers import Numbers


@dataclass(frozen=True)
class Document:
    """One of the documents, with its title in its own language."""

    title: str
    author: str


@dataclass(frozen=True)
class Row:
    """A system of a document. compute: the function that gives its numbers; keys: patterns of their keys."""

    number: int
    document: str
    compute: Callable[[], Numbers]
    system: str
    keys: str

    def covers(self, key: str) -> bool:
        """Whether this row gives the number of a key."""
        return any(fnmatchcase(key, pattern) for pattern in self.keys.split())


DOCUMENTS = {
    "000": Document("General: notes on a 3-2-1 network", "Julián Loaiza, after Bevan Smith"),
    "001": Document("Métodos avanzados de ciencia de datos: redes neuronales", "Emily Díaz"),
    "001m": Document("A Step by Step Backpropagation Example, the homework of 001", "Matt Mazur"),
    "002": Document("Introducción a Redes Neuronales", "Edgar Rangel, Python Bucaramanga"),
    "003": Document("Basic Neural Networks, Feed Forward Back Propagation, handwritten", "unknown"),
    "004": Document("Red neuronal 1", "Jorge Butragueño Nieto"),
}
SYSTEMS = [
    Row(1, "000", document_000.row_1, "3-2-1 sigmoid network: one student, forward, backward, a step", "000.A.* 000.doc.*"),
    Row(2, "000", document_000.row_2, "3-2-1 network: all eleven gradients", "000.A.grad.* 000.B.s1.grad.*"),
    Row(3, "000", document_000.row_3, "3-2-1 network: three students and their mean", "000.B.*"),
    Row(4, "000", document_000.row_4, "3-2-1 network, saturated by the printed step", "000.after.*"),
    Row(5, "001", document_001.row_5, "dog or cat: ReLU, softmax, cross-entropy", "001.dc.*"),
    Row(6, "001", document_001.row_6, "XOR with hand-set weights", "001.xor.*"),
    Row(7, "001", document_001_training.row_7, "XOR learned by backpropagation", "001.learned.*"),
    Row(8, "001", document_001.row_8, "linear and logistic neuron", "001.neuron.*"),
    Row(9, "001", document_001.row_9, "mean squared error", "000.B.mean.*"),
    Row(10, "001", document_001.row_10, "binary cross-entropy, four cases", "001.bce.*"),
    Row(11, "001", document_001.row_11, "regularised cost of several classes", "001.ETheta.*"),
    Row(12, "001", document_001.row_12, "convexity of x²", "001.convex.*"),
    Row(13, "001", document_001.row_13, "computation graph", "001.graph.*"),
    Row(14, "001", document_001_tanh.row_14, "tanh network: forward, backward, 100 steps", "001.tanh.*"),
    Row(15, "001", document_001_activations.row_15, "nine activations and their derivatives", "001.act.* 001.stable.*"),
    Row(16, "001", document_001_activations.row_16, "softmax and its Jacobian", "001.softmax.*"),
    Row(17, "001", document_001_training.row_17, "epochs and batches", "001.batches.*"),
    Row(18, "001", document_001_training.row_18, "gradient descent and stochastic descent",
        "000.B.mean.grad.* 000.B.s*.grad.*"),
    Row(19, "001", document_001_tanh.row_19, "SGD, momentum, Adam, RMSprop", "001.opt.*"),
    Row(20, "001", document_001.row_20, "batch normalisation through the graph", "001.bn.*"),
    Row(21, "001m", document_001m.row_21, "2-2-2 network with shared biases, 10,000 steps", "001m.*"),
    Row(22, "002", document_002.row_22, "AND and OR", "002.gate.*.and_* 002.gate.*.or_* 002.gate_bipolar.*"),
    Row(23, "002", document_002.row_23, "XOR made of AND and OR", "002.gate.*.xor_* 002.gate.*.linear_*"),
    Row(24, "002", document_002.row_24, "the chain rule on 20 x²", "002.chain.*"),
    Row(25, "002", document_002.row_25, "delta equations", "002.delta.* 001m.inter.* 001m.grad.*"),
    Row(26, "002", document_002.row_26, "X = X − dX", "002.xminusdx.*"),
    Row(27, "003", document_003.row_27, "3-4-2 network in matrix form", "003.net342.s*"),
    Row(28, "003", document_003.row_28, "chain of two sigmoid neurons, all formulas", "003.chain.*"),
    Row(29, "003", document_003.row_29, "σ' in every form", "003.dsigma(*)"),
    Row(30, "003", document_003.row_30, "total cost over samples and outputs", "003.net342.total.*"),
    Row(31, "003", document_003.row_31, "shapes [4,3]·[3,100]", "003.shape.*"),
    Row(32, "003", document_003.row_32, "Ejemplo 2, without bias in the read-out", "003.ex2.*"),
    Row(33, "004", document_004.row_33, "1-1-1 ReLU network", "004.init.*"),
    Row(34, "004", document_004.row_34, "the listing as printed, and true gradient descent",
        "004.true.* 004.listing.* 004.fresh_a1_updated_w.* 004.stale_a1_original_w.*"),
]
ROWS = {row.number: row for row in SYSTEMS}


@cache
def numbers(row: int) -> Numbers:
    """The engine's numbers for a row, by key; computed when first asked for."""
    return ROWS[row].compute()


def number(key: str, near: int) -> float:
    """The engine's number for a key, from the row `near` if it has it, else from the first that does."""
    row = ROWS[near] if ROWS[near].covers(key) else next(row for row in SYSTEMS if row.covers(key))
    return numbers(row.number)[key]
