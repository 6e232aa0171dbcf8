"""`autodiff documents`: each system of the documents, with the document's number, the engine's and the verdict."""

import argparse
import shutil
from collections.abc import Sequence

from autodiff.command.arguments import Parser
from autodiff.command.output import show
from autodiff.errors import UsageError
from autodiff.language.expression import did_you_mean
from autodiff.messages import cut
from nn.documents.comparison import comparisons
from nn.documents.report import report, summary
from nn.documents.rows import DOCUMENTS

EPILOG = """\
The exact values behind the verdicts have 30 digits, and were computed without this library. 001m is the homework of 001, \
whose 10,000 steps in three variants take some seconds. docs/documents.md tells more about the errata."""


def main(arguments: Sequence[str]) -> None:
    """`autodiff documents [DOCUMENT ...] [--errata] [--all]`: print the comparisons, document by document."""
    options = read(arguments)
    if options is None:
        return
    width = shutil.get_terminal_size().columns
    whole = []
    for document in options.documents or DOCUMENTS:
        found = [c for c in comparisons(document) if c.item.verdict == "erratum" or not options.errata]
        show(report(document, found, width, options.all) + "\n")
        whole += found
    show(summary(whole))


def read(arguments: Sequence[str]) -> argparse.Namespace | None:
    """The arguments, sorted; None if help was asked for, and has been printed."""
    parser = Parser("autodiff documents", description="The numbers of five lecture notes beside the engine's.",
                    epilog=EPILOG)
    parser.add_argument("documents", metavar="DOCUMENT", nargs="*", help=f"{', '.join(DOCUMENTS)}; all by default")
    parser.add_argument("--errata", action="store_true", help="show only the places where a document errs")
    parser.add_argument("--all", action="store_true", help="show every way of reading a number, with all its digits")
    try:
        options, unknown = parser.parse_known_intermixed_args(arguments)
    except SystemExit:
        return None
    for argument in unknown:
        raise UsageError(f"unknown option {cut(argument, 40)!r} (see autodiff documents --help)", argument)
    for document in options.documents:
        if document not in DOCUMENTS:
            hint = did_you_mean(document, DOCUMENTS) or f": there are {', '.join(DOCUMENTS)}"
            raise UsageError(f"there is no document {cut(document, 40)!r}{hint}", document)
    return options
