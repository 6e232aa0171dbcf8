"""The kit needs an extra, and says so where it is missing."""

import importlib
import sys

import pytest

import autodiff.testing


@pytest.mark.parametrize("package", ["hypothesis", "mpmath"])
def test_a_missing_package_is_named_with_what_to_install(package: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, package, None)
    with pytest.raises(ModuleNotFoundError, match=rf"autodiff.testing needs {package}: pip install"):
        importlib.reload(autodiff.testing)
