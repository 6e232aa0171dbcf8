"""Sequential: blocks one after the other."""

from nn.checks import is_row, wrong_type
from nn.modules.block import Block, Row
from nn.modules.layers import Neuron


class Sequential(Block):
    """Blocks one after the other: the outputs of each are the inputs of the next. `TypeError` for what is not a `Block`.

    >>> from nn import Activation, BatchNorm, Layer
    >>> model = Sequential(Layer(2, 8, activation="identity", rng=0), BatchNorm(8), Activation("relu"), Layer(8, 1, rng=1))
    >>> len(model.parameters())
    49
    """

    def __init__(self, *blocks: Block) -> None:
        for i, block in enumerate(blocks, 1):
            if is_row(block):
                raise wrong_type(f"block {i} of a Sequential must be a Block", block,
                                 "give the blocks without brackets, as Sequential(a, b)")
            if not isinstance(block, Block):
                raise wrong_type(f"block {i} of a Sequential must be a Block such as a Layer", block,
                                 "Activation('tanh') and Activation(PReLU()) make one of a function")
            _name_scopes(block, f"block{i}")
        self.blocks = list(blocks)

    def __len__(self) -> int:
        """The number of blocks."""
        return len(self.blocks)

    def __getitem__(self, i: int) -> Block:
        """The block of that number, from 0 (its parameters count from 1: "block1.neuron1.w1")."""
        return self.blocks[i]

    def forward(self, rows: list[Row]) -> list[Row]:
        for block in self.blocks:
            rows = block.forward(rows)
        return rows

    def __repr__(self) -> str:
        return f"Sequential of [{', '.join(map(str, self.blocks))}]"


def _name_scopes(block: Block, name: str) -> None:
    """Put neurons without a scope of their own into the block's, so that drawings keep the layers apart."""
    for _, neuron in block.named_modules():
        if isinstance(neuron, Neuron) and neuron.scope.split("/")[0] in ("layer", "neuron"):
            old, neuron.scope = neuron.scope, "/".join([name, *neuron.scope.split("/")[1:]])
            for p in (*neuron.w, *([] if neuron.b is None else [neuron.b])):
                p.scope = neuron.scope if p.scope == old else p.scope
