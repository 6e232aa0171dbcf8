"""The command line: what it prints, what it draws, and one clear line with a caret for everything it refuses."""

import contextlib
import io
import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from autodiff import UsageError, grad, hessian, tanh
from autodiff.command import main as cli

NEURON = ["tanh(w*x + b)", "w=0.5", "x=2", "b=-1"]


def run(*arguments: str) -> tuple[int, str, str]:
    """The exit status of the command, and what it wrote to standard output and standard error."""
    out, err = io.StringIO(), io.StringIO()
    with contextlib.redirect_stdout(out), contextlib.redirect_stderr(err):
        status = cli.main(arguments)
    return status, out.getvalue(), err.getvalue()


def shell(*arguments: str, stdin: str = "", **environment: str) -> "subprocess.CompletedProcess[bytes]":
    """The command in a process of its own."""
    command = [sys.executable, "-m", "autodiff", *arguments]
    return subprocess.run(command, input=stdin.encode(), capture_output=True, check=False, timeout=60,
                          env={"PYTHONIOENCODING": "utf-8", **environment})


# --- Answers ---


def test_value_and_every_gradient() -> None:
    assert run(*NEURON) == (0, """\
tanh(w*x + b) = 0.0

  name  value  gradient
  w       0.5       2.0
  x       2.0       0.5
  b      -1.0       1.0
""", "")


def test_intermediates_have_a_gradient_too_and_wrt_chooses() -> None:
    status, out, _ = run("a = w*x; h = a**2; E = 3*h", "w=2", "x=1", "--wrt", "h, w")
    assert (status, out.splitlines()) == (0, [
        "E = 12.0", "", "  name  value  gradient", "  h       4.0       3.0", "  w       2.0      12.0"])
    assert [line.split()[0] for line in run("a = w*x; a**2", "w=2", "x=1")[1].splitlines()[3:]] == ["w", "x", "a"]


def test_without_names_there_is_no_table() -> None:
    assert run("1/3") == (0, "1/3 = 0.3333333333333333\n", "")


def test_nan_and_infinities_are_answers() -> None:
    assert run("log(x)", "x=-1")[:2] == (0, "log(x) = nan\n\n  name  value  gradient\n  x      -1.0       nan\n")
    assert run("x", "x=nan")[0] == 0
    found = json.loads(run("1/x", "x=0", "--json")[1], parse_constant=pytest.fail)
    assert found["value"] == "inf"
    assert found["variables"] == {"x": {"value": 0.0, "gradient": "-inf"}}


def test_json_has_everything_exactly() -> None:
    _, out, _ = run("a = w*x; h = tanh(a); h + b", "w=0.3", "x=2", "b=1/3", "--json", "--check", "--second")
    found = json.loads(out, parse_constant=pytest.fail)
    assert found["expression"] == "a = w*x; h = tanh(a); h + b"
    assert found["result"] == "h + b"
    assert found["value"] == tanh(0.3 * 2) + 1 / 3
    assert found["variables"]["w"]["gradient"] == grad(lambda w: tanh(w * 2.0))(0.3)
    assert [v["check"]["verdict"] for v in found["variables"].values()] == ["ok"] * 5
    expected = hessian(lambda v: tanh(v[0] * v[1]) + v[2])([0.3, 2.0, 1 / 3])
    assert [list(row.values()) for row in found["hessian"].values()] == expected


def test_second() -> None:
    assert run("x**2*y", "x=3", "y=2", "--second")[1].endswith(
        "Hessian\n       x    y\n  x  4.0  6.0\n  y  6.0  0.0\n")


def test_check_shows_differences_and_kinks() -> None:
    lines = run("x*y + abs(y)", "x=3", "y=0", "--check")[1].splitlines()
    assert lines[2].split() == ["name", "value", "gradient", "differences", "error", "verdict"]
    assert lines[3].split() == ["x", "3.0", "0.0", "0", "0", "ok"]
    assert lines[4].endswith("kink (left 2, right 4)")


@pytest.mark.parametrize("option", ["--help", "-h", "--version"])
def test_help_and_version(option: str) -> None:
    status, out, err = run(option)
    assert (status, err) == (0, "")
    assert out.startswith(("usage: autodiff EXPRESSION", "autodiff 0."))


def test_the_examples_of_the_help_work(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    examples = [line.strip() for line in run("--help")[1].splitlines() if line.startswith("  autodiff")]
    assert len(examples) == 6
    script = "\n".join(["set -e", f'autodiff() {{ "{sys.executable}" -m autodiff "$@"; }}', *examples[2:]])
    done = subprocess.run(["/bin/sh", "-c", script], capture_output=True, check=False, text=True)
    assert (done.returncode, done.stderr) == (0, "")


def test_an_interrupt_is_silent(monkeypatch: pytest.MonkeyPatch) -> None:
    def interrupted(_: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(cli, "show", interrupted)
    assert run("1") == (130, "", "")


def test_without_arguments_given_they_are_those_of_the_process(monkeypatch: pytest.MonkeyPatch,
                                                              capsys: pytest.CaptureFixture[str]) -> None:
    monkeypatch.setattr(sys, "argv", ["autodiff", "x*2", "x=3"])
    assert cli.main() == 0
    assert capsys.readouterr().out.startswith("x*2 = 6.0\n")


def test_with_nowhere_to_complain_to_the_status_must_do(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "stderr", None)
    assert cli.main(["x"]) == 2


def test_what_would_take_minutes_is_refused_and_what_just_does_not_is_not() -> None:
    cli.bounded("--check", 500, 500)
    cli.bounded("--second", 2, 1_000_000)
    with pytest.raises(UsageError, match=r"^--check for 500 names in 501 operations would take too long \(at most "
                                              r"250,000 together\): choose a few with --wrt NAMES$"):
        cli.bounded("--check", 500, 501)
    with pytest.raises(UsageError, match=r"^--check for 501 names in 3 operations"):
        cli.bounded("--check", 501, 3)


# --- Drawings ---


def test_svg(tmp_path: Path) -> None:
    path = tmp_path / "neuron.svg"
    status, out, _ = run(*NEURON, "--svg", str(path), "--partials")
    assert (status, out) == (0, run(*NEURON)[1])
    assert path.read_text().startswith("<svg")
    assert [p.name for p in tmp_path.iterdir()] == ["neuron.svg"]
    assert run(*NEURON, "--svg", "-", "--partials")[1] == path.read_text().rstrip("\n") + "\n"
    assert run(*NEURON, "--svg", "-")[1] != run(*NEURON, "--svg", "-", "--partials")[1]


def test_html(tmp_path: Path) -> None:
    path = tmp_path / "neuron.html"
    assert run(*NEURON, "--html", str(path)) == (0, run(*NEURON)[1], "")
    assert path.read_text(encoding="utf-8").startswith("<!doctype html>")
    assert run(*NEURON, "--html", "-") == (0, path.read_text(encoding="utf-8"), "")
    status, out, err = run(*NEURON, "--html", str(tmp_path / "none" / "neuron.html"))
    assert (status, out) == (2, "")
    assert "there is no directory" in err
    status, out, err = run(*NEURON, "--html", "neuron.txt")
    assert (status, out) == (2, "")
    assert "must end in .html" in err


def test_a_file_that_cannot_be_written(tmp_path: Path) -> None:
    (tmp_path / "taken.svg").mkdir()
    (tmp_path / "file").touch()
    for name, why in [("no/such.svg", f"there is no directory '{tmp_path}/no'"), ("taken.svg", "Is a directory"),
                      ("file/x.svg", "Not a directory"), ("a" * 300 + ".svg", "File name too long")]:
        status, out, err = run(*NEURON, "--svg", str(tmp_path / name))
        assert (status, out, err.count("\n")) == (2, "", 3)
        assert err.startswith(f"autodiff: cannot draw to '{tmp_path}/{name}': {why}\n")
        assert err.endswith("\n        ^\n")
    assert sorted(p.name for p in tmp_path.iterdir()) == ["file", "taken.svg"]


def test_a_file_that_exists_remains_when_the_drawing_fails(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "x.svg"
    path.write_text("before")

    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("os.replace", full)
    assert run(*NEURON, "--svg", str(path))[0] == 2
    assert [(p.name, p.read_text()) for p in tmp_path.iterdir()] == [("x.svg", "before")]


# --- Processes and terminals ---


def test_python_m_autodiff_is_the_same() -> None:
    done = shell(*NEURON)
    assert (done.returncode, done.stdout.decode(), done.stderr) == (*run(*NEURON)[:2], b"")
    done = shell("x^2")
    assert (done.returncode, done.stdout.decode(), done.stderr.decode()) == run("x^2")
    assert done.returncode == 2


def test_a_terminal_without_unicode() -> None:
    done = shell("θ*x + é", "θ=2", "x=3", "é=1", PYTHONIOENCODING="ascii")
    assert (done.returncode, done.stdout.splitlines()[0]) == (0, rb"\u03b8*x + \xe9 = 7.0")
    done = shell("θ + ^", PYTHONIOENCODING="ascii")
    assert done.stderr.splitlines()[1:] == [rb"  \u03b8 + ^", b"           ^"]


@pytest.mark.parametrize(("redirection", "status", "message"), [
    ("| head -c 1", 0, ""), (">&-", 0, ""), ("> /dev/full", 2, "standard output cannot be written: No space left")])
def test_output_that_goes_nowhere(redirection: str, status: int, message: str) -> None:
    command = f'{{ "{sys.executable}" -m autodiff "$(seq -s + 1 2000)"; echo $? >&2; }} {redirection}'
    done = subprocess.run(["/bin/sh", "-c", command], capture_output=True, check=False, text=True)
    assert done.stderr.splitlines()[-1] == str(status)
    assert message in done.stderr
    assert "Traceback" not in done.stderr
    assert "Exception" not in done.stderr


@pytest.mark.parametrize(("error", "message"), [
    (BrokenPipeError(32, "gone"), None), (OSError(28, "No space left"), "standard output cannot be written: No space left")])
def test_an_output_that_cannot_be_written(error: OSError, message: str | None, tmp_path: Path,
                                          monkeypatch: pytest.MonkeyPatch) -> None:
    with (tmp_path / "out").open("wb") as file:

        class Broken(io.StringIO):
            encoding = "utf-8"  # type: ignore[assignment]

            def write(self, text: str) -> int:
                raise error

            def fileno(self) -> int:
                return file.fileno()

        monkeypatch.setattr(sys, "stdout", Broken())
        if message is None:
            cli.show("text")
        else:
            with pytest.raises(UsageError, match=f"^{message}$"):
                cli.show("text")
        assert os.fstat(file.fileno()).st_rdev == os.stat(os.devnull).st_rdev  # what is still buffered goes nowhere


def test_the_encoding_of_the_stream_decides_what_is_escaped(monkeypatch: pytest.MonkeyPatch) -> None:
    out = io.TextIOWrapper(io.BytesIO(), encoding="ascii")
    monkeypatch.setattr(sys, "stdout", out)
    cli.show("θ")
    assert out.buffer.getvalue() == b"\\u03b8\n"  # type: ignore[attr-defined]


def test_help_as_written_by_hand(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COLUMNS", "100")
    status, out, err = run("--help")
    assert (status, err) == (0, "")
    head, tail = out.split("\nexamples:\n")
    plain = " ".join(head.replace("positional arguments", "arguments").split())
    assert plain == (
        "usage: autodiff EXPRESSION [NAME=NUMBER ...] [options] The value of an expression and its exact gradient. "
        "arguments: EXPRESSION what to compute; - reads standard input NAME=NUMBER the numbers for its names "
        "options: -h, --help show this help message and exit --wrt NAMES print the gradient for these names only, "
        "separated by commas --second print the second derivatives too (the Hessian) --explain NAMES write out the chain "
        "rule for these names, step by step --digits N round the numbers of --explain to N significant digits, 1 to 17 "
        "(default: 4) --check compare the gradient with finite differences --json print everything as one JSON object "
        "--svg FILE draw the graph to FILE (.svg, .png, .pdf or .dot); - prints SVG, and no table "
        "--html FILE write an interactive page of the graph to FILE, with sliders for the numbers; - prints it, and no "
        "table --partials write the local derivatives into the drawing of --svg "
        "--version show program's version number and exit")
    assert '\n  autodiff "x**2*y" x=2 y=1/3 --second\n' in tail  # one example a line


# --- Explanations ---


def test_explanations_follow_the_table() -> None:
    status, out, err = run(*NEURON, "--explain", "w, b", "--explain", "x", "--wrt", "b")
    assert (status, err) == (0, "")
    assert out.splitlines()[2:4] == ["  name  value  gradient", "  b      -1.0       1.0"]
    assert [line for line in out.splitlines() if line.startswith("Gradient with")] == [
        f"Gradient with respect to {name}" for name in ("w", "b", "x")]
    assert "  ∂(w·x + b)/∂w = x = 2\n" in out


def test_explanations_to_so_many_digits() -> None:
    assert "1 - 0.9640276² ≈ 0.07065082" in run("tanh(x)", "x=2", "--explain", "x", "--digits", "7")[1]


def test_explanations_in_json_are_data() -> None:
    found = json.loads(run("a = w*x; log(a)", "w=0", "x=2", "--json", "--explain", "w")[1], parse_constant=pytest.fail)
    assert found["explained"]["w"]["derivative"] == "inf"
    assert [f["formula"] for f in found["explained"]["w"]["paths"][0]["factors"]] == ["1/a", "x"]


@pytest.mark.parametrize(("arguments", "message"), [
    (["--explain", "q"],
     "autodiff: no variable 'q'; the variables are w, x, b\n  --explain q\n            ^\n"),
    (["--explain", "w,,x"],
     "autodiff: a name is missing: write them as in w,b\n  --explain w,,x\n              ^\n"),
    (["--explain", "w,"], "autodiff: a name is missing: write them as in w,b\n  --explain w,\n              ^\n"),
    (["--digits", "3"], "autodiff: --digits is for derivations: add --explain NAMES\n"),
    (["--explain", "w", "--html", "-"],
     "autodiff: --explain and --html - both write to standard output: give --html a file\n"),
    (["--svg", "-", "--html", "-"],
     "autodiff: --svg - and --html - both write to standard output: give --html a file\n"),
    (["--explain", "w", "--svg", "-"],
     "autodiff: --explain and --svg - both write to standard output: give --svg a file\n"),
])
def test_explanations_that_cannot_be_given(arguments: list[str], message: str) -> None:
    assert run(*NEURON, *arguments) == (2, "", message)
