"""The rows of a case: as an array, and as readers see them that take one sample at a time."""

from dataclasses import replace
from typing import Any

import numpy as np

from autodiff.testing.structure.case import Case


def each_row(case: Case) -> Case:
    """The case as a reader sees it that takes one sample at a time: the different rows, each on its own."""
    return replace(case, rows=case.distinct(), reduce=None, way="call")


def rows_of(case: Case) -> Any:
    """The rows of inputs as an array."""
    distinct = np.array(case.table(case.distinct()), dtype=np.float64).reshape(case.distinct(), len(case.inputs))
    return distinct[np.arange(case.rows) % case.distinct()]
