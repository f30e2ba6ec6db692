"""No text that people see is left in English where the code was made ready for other languages."""

from pathlib import Path

import pytest

from tests.unit.language.untranslated import reads_like_words, untranslated_below, untranslated_in

ROOT = Path(__file__).resolve().parents[3]
CODE = ROOT / "lance_studio"

# What still speaks English only. A line goes when its room is done.
NOT_YET: list[str] = []

# The command line is English in every language: its words are matched by scripts and found in manuals. The theme has
# style sheets and names of fonts.
ENGLISH = ["cli", "language", "ui/theme"]


def test_everything_that_people_see_can_be_translated() -> None:
    left_out = [CODE / name for name in (*NOT_YET, *ENGLISH)]
    found = [
        str(one)
        for one in untranslated_below(CODE)
        if not any(Path(one.file) == place or place in Path(one.file).parents for place in left_out)
    ]
    assert found == []


def test_what_is_left_out_is_there_and_needs_it() -> None:
    assert [name for name in NOT_YET if not (CODE / name).exists()] == []
    assert [name for name in NOT_YET if not untranslated_below(CODE / name)] == []


@pytest.mark.parametrize(
    "code",
    [
        'label("Recent projects")',
        'button.setText("Cancel")',
        'raise MediaError(f"{name} cannot be read.", "")',
        'raise MediaError("", "Choose another.")',
        'words = f"{count} frames"',
        'words = f"{count:.1f} s"',
        'TABLE = (("cpu", "Automatic"),)',
        'raise error(f"{name} cannot be read.", REMEDY)',
        'named(push_button("Close"), "dialog.close")',
        'tr("{a}", a=f"{b} frames")',
        'def f():\n    """Docstring."""\n    return "Not translated"',
    ],
)
def test_an_untranslated_text_is_found(code: str) -> None:
    assert len(untranslated_in(code, "a.py")) == 1


@pytest.mark.parametrize(
    "code",
    [
        '"""A docstring."""',
        'label(tr("Recent projects"))',
        'TABLE = (("cpu", mark("Automatic")),)',
        'raise ValueError("A defect of the program.")',
        '_log.info("The studio %s ends.", name)',
        'widget.setObjectName("A name")',
        'if kind == "Some words":\n    pass',
        'path = f"window.panel.{name}"',
        'rows = transaction.rows(MASKS, "node_id = ? AND name = ?")',
        'x: "list[int] | None" = None',
        "# English: a name of the protocol\nword = 'Some words'",
        'word = "Some words"  # English: a name of the protocol',
    ],
)
def test_what_nobody_reads_is_no_finding(code: str) -> None:
    assert untranslated_in(code, "a.py") == []


def test_words_are_told_from_names() -> None:
    assert reads_like_words("Cancel")
    assert reads_like_words("of the picture")
    assert reads_like_words("{} fps", has_values=True)
    assert not reads_like_words("arrow-line-left")
    assert not reads_like_words("{}.{}", has_values=True)
