import pytest
from hypothesis import given
from hypothesis import strategies as st

from lance_studio.cli.ask import AnswerPrinter
from lance_studio.cli.console import Reporter


@given(pieces=st.lists(st.text(alphabet="ab \n\té漢", max_size=4)), rest=st.text(alphabet="ab é", max_size=3))
def test_the_streamed_answer_is_the_answer(pieces: list[str], rest: str) -> None:
    # Hypothesis runs many examples in one test, so each captures by itself.
    import contextlib
    import io

    answer = ("".join(pieces) + rest).strip()
    output = io.StringIO()
    with contextlib.redirect_stdout(output):
        printer = AnswerPrinter(Reporter(json_output=False, quiet=True))
        for piece in pieces:
            printer.push(piece)
        printer.finish(answer)
    assert output.getvalue() == answer + "\n"


def test_words_come_as_they_are_written(capsys: pytest.CaptureFixture[str]) -> None:
    printer = AnswerPrinter(Reporter(json_output=False, quiet=True))
    seen = []
    for piece in (" ", "A", " cat", " ", " sits"):
        printer.push(piece)
        seen.append(capsys.readouterr().out)
    assert seen == ["", "A", " cat", "", "  sits"]


def test_programs_get_no_stream(capsys: pytest.CaptureFixture[str]) -> None:
    printer = AnswerPrinter(Reporter(json_output=True, quiet=False))
    printer.push("A cat")
    printer.finish("A cat")
    assert capsys.readouterr().out == ""


def test_a_terminal_is_not_steered_by_an_answer(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("sys.stdout.isatty", lambda: True)
    printer = AnswerPrinter(Reporter(json_output=False, quiet=True))
    printer.push("a\x1b[2Jb")
    assert capsys.readouterr().out == "a\N{REPLACEMENT CHARACTER}[2Jb"
