"""Terms written as LaTeX and MathML."""

import re
from typing import ClassVar

from autodiff.explaining import labels
from autodiff.explaining.labels import escape
from autodiff.explaining.notation import Mark, exposed, notation
from autodiff.explaining.terms import Apply, Term
from autodiff.explaining.writer import ATOM, PlainText
from autodiff.graph.text import fill

CALLED = re.compile(r"(\\operatorname\{\w+\}|\\[a-z]+)(_\{?\w+\}?)?\\left\(((?!\\right\)).)*\\right\)")


class Latex(PlainText):
    """LaTeX that KaTeX and MathJax understand."""

    product_binds: ClassVar[int] = ATOM

    def number(self, written: str) -> str:
        mantissa, e, exponent = written.partition("e")
        if e:
            return rf"{mantissa} \cdot 10^{{{int(exponent)}}}"
        return {"inf": r"\infty", "-inf": r"-\infty", "nan": r"\text{nan}"}.get(written, written)

    def name(self, label: str) -> str:
        return labels.latex(label)

    def brackets(self, inner: str) -> str:
        return rf"\left({inner}\right)"

    def product(self, factors: list[str], loose: bool) -> str:
        return r" \cdot ".join(factors)

    def quotient(self, above: str, below: str) -> str:
        return rf"\frac{{{above}}}{{{below}}}"

    def power(self, base: str, written: str, exponent: Term) -> str:
        return f"{{{base}}}^{{{written}}}"

    def apply(self, term: Apply) -> str:
        return fill(term.row.latex, self.arguments(term, exposed(term.row)))

    def ends_high(self, term: Apply) -> bool:
        return not CALLED.fullmatch(term.row.latex)

    def relation(self, sign: str, left: str, right: str) -> str:
        tex = {"≥": r"\ge", "≤": r"\le", "≠": r"\ne", "<": r"\lt", ">": r"\gt"}  # < would begin a tag in Markdown
        return f"{left} {tex.get(sign, sign)} {right}"

    def derivative(self, d: str, of: str, by: str) -> str:
        sign = r"\partial" if d == "∂" else r"\mathrm{d}"
        return rf"\frac{{{sign} {of}}}{{{sign} {by}}}"

    def delta(self, of: str) -> str:
        return rf"\delta_{{{of}}}"

    def dots(self) -> str:
        return r"\dots"


class MathML(PlainText):
    """The parts of a <math> element."""

    product_binds: ClassVar[int] = ATOM

    def number(self, written: str) -> str:
        mantissa, e, exponent = written.partition("e")
        if e:
            return f"<mrow>{self.number(mantissa)}<mo>·</mo><msup><mn>10</mn><mn>{int(exponent)}</mn></msup></mrow>".replace(
                "<mn>-", "<mn>−")
        if written.startswith("-"):
            return f"<mrow><mo>−</mo>{self.number(written[1:])}</mrow>"
        return f"<mi>{written.replace('inf', '∞')}</mi>" if written in ("inf", "nan") else f"<mn>{written}</mn>"

    def name(self, label: str) -> str:
        return labels.mathml(label)

    def brackets(self, inner: str) -> str:
        return f"<mrow><mo>(</mo>{inner}<mo>)</mo></mrow>"

    def sum(self, parts: list[tuple[int, str]]) -> str:
        signs = ["<mo>−</mo>" if sign < 0 else "<mo>+</mo>" if i else "" for i, (sign, _) in enumerate(parts)]
        return f"<mrow>{''.join(sign + part for sign, (_, part) in zip(signs, parts, strict=True))}</mrow>"

    def product(self, factors: list[str], loose: bool) -> str:
        return "<mrow>" + "<mo>·</mo>".join(factors) + "</mrow>"

    def quotient(self, above: str, below: str) -> str:
        return f"<mfrac><mrow>{above}</mrow><mrow>{below}</mrow></mfrac>"

    def power(self, base: str, written: str, exponent: Term) -> str:
        return f"<msup><mrow>{base}</mrow><mrow>{written}</mrow></msup>"

    def apply(self, term: Apply) -> str:
        mark, given = notation(term.row), self.arguments(term, exposed(term.row))
        if mark is not None:
            return f"<mrow>{self._mark(mark, given)}</mrow>"
        return f"<mrow><mi>{escape(term.row.name)}</mi>{self.brackets(self.listed(list(given.values())))}</mrow>"

    def _mark(self, mark: Mark, given: dict[str, str]) -> str:
        """A notation with its arguments."""
        parts = [self._mark(part, given) for part in mark.parts]
        match mark.kind:
            case "argument":
                return given[mark.text]
            case "row":
                return f"<mrow>{''.join(parts)}</mrow>"
            case "word" | "letter" | "number" | "sign":
                tag = {"word": "mi", "letter": "mi", "number": "mn", "sign": "mo"}[mark.kind]
                return f"<{tag}>{escape(mark.text.replace('-', '−'))}</{tag}>"
        tag = {"power": "msup", "index": "msub", "fraction": "mfrac", "root": "mroot" if parts[1:] else "msqrt"}[mark.kind]
        return f"<{tag}>{''.join(parts)}</{tag}>"

    def ends_high(self, term: Apply) -> bool:
        return not CALLED.fullmatch(term.row.latex)

    def listed(self, items: list[str]) -> str:
        return "<mo>,</mo>".join(items)

    def relation(self, sign: str, left: str, right: str) -> str:
        return f"<mrow>{left}<mo>{escape(sign)}</mo>{right}</mrow>"

    def cases(self, branches: list[tuple[str, str | None]]) -> str:
        tests = ["<mtext>otherwise</mtext>" if test is None else f"<mtext>if\u00a0</mtext>{test}" for _, test in branches]
        rows = [f"<mtr><mtd>{value}</mtd><mtd>{test}</mtd></mtr>" for (value, _), test in zip(branches, tests, strict=True)]
        return f"<mrow><mo>{{</mo><mtable>{''.join(rows)}</mtable></mrow>"

    def derivative(self, d: str, of: str, by: str) -> str:
        return f"<mfrac><mrow><mo>{d}</mo>{of}</mrow><mrow><mo>{d}</mo>{by}</mrow></mfrac>"

    def delta(self, of: str) -> str:
        return f"<msub><mi>δ</mi><mrow>{of}</mrow></msub>"

    def dots(self) -> str:
        return "<mo>…</mo>"
