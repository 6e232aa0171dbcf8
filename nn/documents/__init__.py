"""The networks and numbers of five lecture notes, rebuilt: docs/documents.md tells what was found in them.

>>> [(c.item.lines, c.item.printed, round(c.number, 5)) for c in comparisons("001") if c.item.name == "001-tanh-E"]
[('566-569', '0.00045', 0.00451)]
"""

from nn.documents.comparison import Comparison, comparisons
from nn.documents.report import beside, report
from nn.documents.rows import DOCUMENTS, ROWS

__all__ = ["DOCUMENTS", "ROWS", "Comparison", "beside", "comparisons", "report"]
