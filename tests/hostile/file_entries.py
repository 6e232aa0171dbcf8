"""Where something hostile may enter the files of models."""

import contextlib
import os
from collections.abc import Callable
from typing import Any

import nn
from autodiff import Value
from nn import MLP
from tests.hostile.case import Case


def _file(function: Callable[..., Any], model: Any, path: Any, **options: Any) -> None:
    """A call that writes a file or reads one; what it wrote goes, and that there is none, or a folder, is an answer too."""
    with contextlib.suppress(FileNotFoundError, IsADirectoryError):
        function(*model, path, **options)
        os.unlink(path)


WRITERS = (nn.save, nn.save_state, nn.export_safetensors)
READERS = (nn.load_into, nn.import_safetensors)
CASES = [
    *(Case(f.__name__, "model", lambda x, v, f=f: _file(f, [x], "file")) for f in (*WRITERS, *READERS)),
    *(Case(f.__name__, "path", lambda x, v, f=f: _file(f, [MLP(1, [1])], x)) for f in (*WRITERS, *READERS)),
    *(Case(f.__name__, "limit", lambda x, v, f=f: _file(f, [MLP(1, [1])], "file", limit=x)) for f in READERS),
    *(Case(f.__name__, "names", lambda x, v, f=f: _file(f, [MLP(1, [1])], "file", names=x))
      for f in (nn.export_safetensors, nn.import_safetensors)),
    Case("export_safetensors", "dtype", lambda x, v: _file(nn.export_safetensors, [MLP(1, [1])], "file", dtype=x)),
    Case("save", "a weight", lambda x, v: _file(nn.save, [MLP(1, [1], weights=[[[x]]])], "file")),
    Case("save", "a label", lambda x, v: _file(nn.save, [MLP(1, [1], weights=[[[Value(1.0, x)]]])], "file")),
    Case("load", "path", lambda x, v: _file(nn.load, [], x)),
    Case("load", "limit", lambda x, v: _file(nn.load, [], "file", limit=x)),
]
