"""Models and their numbers in files: JSON with a checksum, written atomically; safetensors for PyTorch.

`write` and `read` save and load any dict of numbers and text in the same way.
"""

from nn.checkpoint.file import read, write
from nn.checkpoint.model import load, load_into, save, save_state
from nn.checkpoint.tensors import export_safetensors, import_safetensors

__all__ = [
    "export_safetensors", "import_safetensors", "load", "load_into", "read", "save", "save_state", "write",
]
