"""The kit needs an extra, and says so where it is missing."""

import importlib
import sys

import pytest

import autodiff.testing


@pytest.mark.parametrize("package", ["hypothesis", "mpmath"])
def test_a_missing_package_is_named_with_what_to_install(package: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, package, None)
    said = rf'autodiff.testing needs {package}: pip install "autodiff-scalar\[testing\]"$'
    with pytest.raises(ModuleNotFoundError, match=said):
        importlib.reload(autodiff.testing)
