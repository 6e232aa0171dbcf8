"""Weights that PyTorch has saved, and what it computes with them: the data of test_tensors.py.

Needs torch and safetensors: `python -m tests.nn.checkpoint.torch_golden` writes them anew, with the versions, and checks
that PyTorch computes the same with what we export.
"""

import json
from pathlib import Path
from typing import Any

from nn import MLP, Activation, BatchNorm, Block, Dropout, Layer, PReLU, Sequential

FOLDER = Path(__file__).parent / "torch_golden"
SAMPLES = [[0.3, -1.2], [2.0, 0.5], [-0.7, 0.1]]


def ours(name: str) -> Block:
    """Our model of the form of each of PyTorch's; its weights are others."""
    made: dict[str, Block] = {
        "mlp": MLP(2, [4, 3, 1], rng=0),
        "no_bias": MLP(2, [3, 2], activation=["tanh", "sigmoid"], bias=False, rng=0),
        "blocks": Sequential(Layer(2, 4, activation="identity", rng=0), BatchNorm(4), Activation("relu"), Dropout(0.5),
                             Layer(4, 2, activation=PReLU(), rng=0), MLP(2, [2, 1], activation="tanh", rng=0)),
        "float32": MLP(2, [3, 1], rng=0),
    }
    return made[name].eval()


def _theirs() -> dict[str, Any]:
    from torch import nn

    return {
        "mlp": nn.Sequential(nn.Linear(2, 4), nn.ReLU(), nn.Linear(4, 3), nn.ReLU(), nn.Linear(3, 1)),
        "no_bias": nn.Sequential(nn.Linear(2, 3, bias=False), nn.Tanh(), nn.Linear(3, 2, bias=False), nn.Sigmoid()),
        "blocks": nn.Sequential(nn.Linear(2, 4), nn.BatchNorm1d(4), nn.ReLU(), nn.Dropout(0.5), nn.Linear(4, 2), nn.PReLU(),
                                nn.Sequential(nn.Linear(2, 2), nn.Tanh(), nn.Linear(2, 1))),
        "float32": nn.Sequential(nn.Linear(2, 3), nn.ReLU(), nn.Linear(3, 1)).float(),
    }


def main() -> None:
    """Write the files, and check the way back."""
    import safetensors
    import torch
    from safetensors.torch import load_file, save_file

    from nn import export_safetensors

    torch.set_default_dtype(torch.float64)
    torch.manual_seed(0)
    FOLDER.mkdir(exist_ok=True)
    golden: dict[str, Any] = {"torch": torch.__version__, "safetensors": safetensors.__version__, "samples": SAMPLES}
    for name, model in _theirs().items():
        for key, tensor in model.state_dict().items():
            if tensor.is_floating_point():
                tensor.uniform_(0.5 if key.endswith("running_var") else -1.0, 1.5)
        save_file(model.state_dict(), FOLDER / f"{name}.safetensors")
        (FOLDER / f"{name}.safetensors").chmod(0o644)
        samples = torch.tensor(SAMPLES, dtype=next(model.parameters()).dtype)
        golden[name] = {"outputs": model.eval()(samples).tolist(),
                        "tensors": {key: tensor.tolist() for key, tensor in model.state_dict().items()}}
        if len({*map(str, golden[name]["outputs"])}) < len(SAMPLES):
            raise ValueError(f"{name} gives the same for two samples: take another seed")
        file = FOLDER / "ours.safetensors"
        export_safetensors(ours(name), file)
        model.double().load_state_dict(load_file(file))
        file.unlink()
        found = [v.data for row in ours(name)(SAMPLES) for v in (row if isinstance(row, list) else [row])]
        torch.testing.assert_close(model(torch.tensor(SAMPLES)).flatten(), torch.tensor(found), rtol=1e-15, atol=1e-15)
    (FOLDER / "golden.json").write_text(json.dumps(golden, indent=1) + "\n")


if __name__ == "__main__":
    main()
