"""The measured part of docs/proof/performance.md, and what it was measured on."""

import os
import platform
import shutil
import subprocess
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

PAGE = Path(__file__).parents[2] / "docs" / "proof" / "performance.md"
BEGIN, END = "<!-- measured -->\n", "<!-- end of what was measured -->\n"
PACKAGES = {"llvmlite": "llvmlite", "NumPy": "numpy", "JAX": "jax", "PyTorch": "torch", "CasADi": "casadi", "XAD": "xad",
            "micrograd": "micrograd"}


def write(machine: str, tables: list[str]) -> None:
    """Put the tables between the marks of the page."""
    before, _, rest = PAGE.read_text(encoding="utf-8").partition(BEGIN)
    measured = "\n".join([machine, "", *tables])
    PAGE.write_text(before + BEGIN + "\n" + measured + "\n" + END + rest.partition(END)[2], encoding="utf-8")


def machine(rounds: int, clock: str) -> str:
    """Rounds, the clock, machine, how busy it is, and versions: one paragraph."""
    packages = [f"{name} {found}" for name, package in PACKAGES.items() if (found := version_of(package))]
    tools = ", ".join([f"Python {platform.python_version()}", *packages, *compiler()])
    busy = f", {os.getloadavg()[0]:.1f} processes running at the start" if hasattr(os, "getloadavg") else ""
    return f"{rounds} rounds, {clock} time, on {processor()} ({platform.machine()}, {os.cpu_count()} cores{busy}). {tools}."


def version_of(package: str) -> str:
    try:
        return version(package).partition("+")[0]
    except PackageNotFoundError:
        return ""


def compiler() -> list[str]:
    if not (cc := shutil.which("cc")):
        return []
    return subprocess.run([cc, "--version"], capture_output=True, text=True, check=True).stdout.splitlines()[:1]


def processor() -> str:
    """The model, as Linux tells it."""
    info = Path("/proc/cpuinfo")
    lines = info.read_text(encoding="utf-8").splitlines() if info.exists() else []
    return next((line.partition(": ")[2] for line in lines if line.startswith("model name")), platform.processor())
