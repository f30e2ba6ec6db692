"""What the script finds in the code."""

from pathlib import Path
from types import ModuleType

import pytest

CODE = '''
"""Docstring with tr("nothing")."""
TABLE = {"a": mark("Fade")}
ROW = _A("file.new", "New project…", ("Ctrl+N",))
LIMIT = Limit("media", "side of a picture", 65_535, "pixels", "a reason")
NUMBER = Limit("project", "whole number", 1 << 62, "", "a reason")

def f(count):
    return tr(
        "A long "
        "text"
    ), tr("{n} clips", one="1 clip", n=count), tr("Open", context="port")
    return kept("Import {n} files", one="Import file", n=count)
'''


def test_texts_are_found_with_their_kinds(translations: ModuleType) -> None:
    found = [(one.source, one.context, one.plural) for one in translations.extract(CODE, "a.py")]
    assert found == [
        ("Fade", "", False),
        ("New project…", "", False),
        ("pixels", "", False),
        ("A long text", "", False),
        ("{n} clips", "", True),
        ("Open", "port", False),
        ("Import file", "", False),
        ("Import {n} files", "kept", False),
    ]


def test_what_a_model_says_of_itself_is_found_and_its_prompts_are_not(translations: ModuleType, tmp_path: Path) -> None:
    profile = '{"summary": "A small model.", "knows": ["Shapes: circle."], "example_prompts": {"ask_image": ["What?"]}}'
    found = [(one.source, one.files) for one in translations.texts_of_model(profile, "models/a/studio.json")]
    assert found == [("A small model.", ["models/a/studio.json"]), ("Shapes: circle.", ["models/a/studio.json"])]
    for folder in ("a", "b"):
        (tmp_path / "models" / folder).mkdir(parents=True)
        (tmp_path / "models" / folder / "studio.json").write_text(profile, encoding="utf-8")
    assert [one.source for one in translations.messages_of_code(tmp_path)["models"].values()] == [
        "A small model.",
        "Shapes: circle.",
    ]


@pytest.mark.parametrize(
    "call",
    [
        "tr(text)",
        'tr(f"{name}")',
        'tr("a" + b)',
        'tr("{name}")',
        'tr("no place", name=1)',
        'tr("{n} clips")',
        'tr("{n} clips", one=word, n=1)',
        'tr("text", "context")',
        'tr("")',
    ],
)
def test_a_call_that_cannot_be_translated_is_an_error(translations: ModuleType, call: str) -> None:
    with pytest.raises(translations.NotExtractedError, match=r"a\.py:1"):
        list(translations.extract(call, "a.py"))


def test_files_are_written_kept_and_told_apart(translations: ModuleType, tmp_path: Path) -> None:
    panel = tmp_path / "lance_studio" / "ui" / "chat"
    panel.mkdir(parents=True)
    (panel / "view.py").write_text('tr("Send")\ntr("Clear")\n', encoding="utf-8")
    (tmp_path / "lance_studio" / "jobs.py").write_text('tr("Send")\n', encoding="utf-8")
    translations.write(tmp_path)
    assert {each.source for each in translations.untranslated(tmp_path)} == {"Send", "Clear"}
    assert translations.put_in({"Send": "发送", "Gone": "走"}, tmp_path) == ["Gone"]
    assert translations.differences(tmp_path) == ["studio.qm", "ui.chat.qm"]
    translations.write(tmp_path)
    assert translations.differences(tmp_path) == []
    (panel / "view.py").write_text('tr("Send")\n', encoding="utf-8")
    (panel / "more.py").write_text('tr("Stop")\n', encoding="utf-8")
    assert translations.differences(tmp_path) == ["ui.chat.ts"]
    assert translations.write(tmp_path) == []
    assert [each.source for each in translations.untranslated(tmp_path)] == ["Stop"]
    translations.put_in({"Stop": "停止"}, tmp_path)
    (panel / "more.py").unlink()
    assert [each.translation for each in translations.write(tmp_path)] == ["停止"]


def test_a_new_text_takes_the_translation_of_another_room(translations: ModuleType, tmp_path: Path) -> None:
    (tmp_path / "lance_studio" / "ui").mkdir(parents=True)
    (tmp_path / "lance_studio" / "a.py").write_text('tr("Send")\n', encoding="utf-8")
    translations.write(tmp_path)
    translations.put_in({"Send": "发送"}, tmp_path)
    (tmp_path / "lance_studio" / "ui" / "b.py").write_text('tr("Send")\n', encoding="utf-8")
    translations.write(tmp_path)
    assert translations.untranslated(tmp_path) == []
