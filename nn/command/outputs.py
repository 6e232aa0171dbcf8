"""The files that `autodiff train` writes: whether they can be, before hours of training, and then the files themselves."""

import argparse
import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

from autodiff.command.output import show
from autodiff.messages import cut
from nn.checkpoint import save
from nn.data import Dataset
from nn.modules.mlp import MLP
from nn.training.history import History

PICTURES = ("plot", "curve", "network")
FILES = ("out", "checkpoint", *PICTURES)


def check_files(options: argparse.Namespace) -> None:
    """`ValueError` for a file that could not be written, or would be written over another one of the same run."""
    taken = {Path(options.data).absolute(): "--data"} if Path(options.data).is_file() else {}
    for option in FILES:
        path = getattr(options, option)
        if path is not None:
            typed = f"--{option} {cut(path, 80)}"
            check_place(typed, path)
            other = taken.setdefault(Path(path).absolute(), f"--{option}")
            if other != f"--{option}":
                raise ValueError(f"{typed}: this is the file of {other} too: name another one")
            if option in PICTURES:
                check_picture(typed, path)
    if options.checkpoint is not None and not options.resume and Path(options.checkpoint).exists():
        raise ValueError(f"--checkpoint {cut(options.checkpoint, 80)}: it holds a run: add --resume to continue it, or name "
                         "another file")


def check_place(typed: str, path: str) -> None:
    """`ValueError` unless there is a folder that takes such a file."""
    file = Path(path)
    if not path or file.is_dir():
        raise ValueError(f"{typed}: this is a folder: name a file in it")
    if not file.parent.is_dir():
        raise ValueError(f"{typed}: there is no folder {cut(str(file.parent), 80)!r}: make it first, or name another one")
    places = [file] * file.exists() + [file.parent] * (file.is_file() or not file.exists())  # of a device not its folder
    if not all(os.access(place, os.W_OK) for place in places):
        raise ValueError(f"{typed}: this may not be written: name a file in a folder of your own")


def check_picture(typed: str, path: str) -> None:
    """`ValueError` for what is not a name of a picture, `ModuleNotFoundError` where matplotlib is missing."""
    try:
        from nn.plots.figure import LEFT_OUT
    except ModuleNotFoundError as missing:
        raise ModuleNotFoundError(f"{typed}: {missing}", name=missing.name) from None
    if Path(path).suffix.lower() not in LEFT_OUT:
        raise ValueError(f"{typed}: the name of a picture must end in {', '.join(LEFT_OUT)}")


def check_plot(data: Dataset) -> None:
    """`ValueError` unless a plane with regions of a few classes can be drawn."""
    from nn.plots.style import MARKERS

    if not data.classes:
        raise ValueError("--plot needs classes, this is a regression: try --curve or --network")
    if len(data.inputs[0]) != 2:
        raise ValueError(f"--plot needs data of two inputs, got {len(data.inputs[0])}: try --curve or --network")
    if len(data.classes) > len(MARKERS):
        raise ValueError(f"--plot needs at most {len(MARKERS)} classes, got {len(data.classes)}: try --curve or --network")


def write(options: argparse.Namespace, model: MLP, history: History, data: Dataset) -> None:
    """The files that were asked for."""
    if options.out is not None:
        save(model, options.out)
        show(f"the model is in {options.out}")
    drawn = {"plot": lambda plots: boundary(plots, model, data), "curve": lambda plots: plots.plot_losses(history),
             "network": lambda plots: network(plots, model, data)}
    for option, figure in drawn.items():
        if option == "curve" and options.curve is not None and not history.epochs:
            show("no epoch was finished: there is no curve to draw")
        elif getattr(options, option) is not None:
            draw(figure, getattr(options, option))


def boundary(plots: Any, model: MLP, data: Dataset) -> Any:
    """Where the model decides for which class, in the words of the data."""
    names = {"names": data.input_names} if data.input_names else {}
    return plots.plot_boundary(model, data.inputs, data.targets, classes=data.classes, **names)


def network(plots: Any, model: MLP, data: Dataset) -> Any:
    """The network, in the words of the data: one output alone is that of the second of two classes."""
    outputs = data.classes[1:] if len(data.classes) == 2 else data.classes
    return plots.plot_network(model, inputs=data.input_names or None, outputs=outputs or None)


def draw(figure: Callable[[Any], Any], path: str) -> None:
    """One picture."""
    from nn import plots

    plots.save(figure(plots), path)
    show(f"saved {path}")
