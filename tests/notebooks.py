"""The notebooks, executed as Jupyter does: `python -m tests.notebooks` runs them and keeps what they show.

What differs from run to run is left out (times, versions), so that a notebook that is run again is the same file.
Names of notebooks choose some of them: `python -m tests.notebooks tour 004`. Needs the extra `notebook`.
"""

import os
import sys
import tempfile
from pathlib import Path

import nbformat
from nbclient import NotebookClient
from nbformat import NotebookNode

FOLDER = Path(__file__).parents[1] / "notebooks"
NOTEBOOKS = sorted(FOLDER.glob("*.ipynb"))
SECONDS = 300  # for a cell; the slowest takes a few
METADATA = {"kernelspec": {"display_name": "Python 3", "language": "python", "name": "python3"},
            "language_info": {"name": "python"}}


def read(path: Path) -> NotebookNode:
    """A notebook as it is kept."""
    return nbformat.read(path, as_version=4)


def executed(path: Path) -> NotebookNode:
    """A notebook with the outputs of a new run, in a kernel and a folder of its own."""
    notebook = read(path)
    with tempfile.TemporaryDirectory() as folder:
        # The settings and the history of the user's IPython are neither read nor written.
        environment = os.environ | {"IPYTHONDIR": folder, "PYDEVD_DISABLE_FILE_VALIDATION": "1"}
        NotebookClient(notebook, timeout=SECONDS, kernel_name="python3", record_timing=False, coalesce_streams=True,
                       extra_arguments=["--log-level=ERROR"],
                       resources={"metadata": {"path": folder}}).execute(env=environment)
    return stable(notebook)


def stable(notebook: NotebookNode) -> NotebookNode:
    """The same notebook without what a run leaves in it besides its outputs."""
    notebook.metadata = nbformat.from_dict(METADATA)
    for cell in notebook.cells:
        cell.metadata = nbformat.from_dict({})
    return notebook


def refresh(path: Path) -> None:
    """Run a notebook, and keep what it shows."""
    nbformat.write(executed(path), path)
    print(f"{path.name}: {path.stat().st_size / 1000:.0f} kB")


if __name__ == "__main__":
    for notebook in NOTEBOOKS:
        if notebook.stem in sys.argv[1:] or not sys.argv[1:]:
            refresh(notebook)
