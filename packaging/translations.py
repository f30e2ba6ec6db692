"""Finds the texts of the code, keeps their translations up to date, and compiles them.

    python packaging/translations.py                 brings the .ts files up to date and compiles them
    python packaging/translations.py --check         changes nothing; 1 if anything is not up to date
    python packaging/translations.py --todo          prints what has no translation, as JSON for --fill
    python packaging/translations.py --fill FILE     puts translations in: {"text": "translation", …}

Each room of the code has a .ts file per language, for Qt Linguist, and beside it the .qm file that Qt's `lrelease`
makes of it. Qt's `lupdate` is not used to find the texts: it knows neither the keywords of `tr` nor `mark` and `kept`.
"""

import argparse
import ast
import json
import os
import subprocess
import sys
import tempfile
import xml.etree.ElementTree as ElementTree
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from xml.sax.saxutils import escape

ROOT = Path(__file__).resolve().parents[1]
CODE, FOLDER = "lance_studio", Path("resources", "translations")
LANGUAGE = "zh_CN"
CONTEXT_SIGN = "#"
_UP = "../" * (len(FOLDER.parts) + 1)
KEPT = "kept"
_PANELS, _MODELS = "ui", "models"
_CALLS = {"tr": {"one", "n", "context"}, "mark": {"one", "context"}, "kept": {"one", "n"}}
# Rows of tables, each with the place of the argument that holds a text: actions their text, limits their unit.
_ROWS = {"_A": 1, "ActionSpec": 1, "Limit": 3}
_SEPARATOR = " @@ "


@dataclass
class Message:
    """A text of the code.

    Attributes:
        source: The English text.
        context: What tells it apart from other texts that are the same in English.
        plural: Whether it depends on a number.
        files: Where it stands, relative to the checkout.
        translation: Empty where there is none.
    """

    source: str
    context: str = ""
    plural: bool = False
    files: list[str] = field(default_factory=list)
    translation: str = ""

    @property
    def key(self) -> tuple[str, str]:
        """What it is looked up by."""
        return self.source, self.context

    @property
    def name(self) -> str:
        """What it is called in the JSON of `--todo` and `--fill`."""
        return self.source + (_SEPARATOR + self.context if self.context else "")


Messages = dict[tuple[str, str], Message]


class NotExtractedError(Exception):
    """A call cannot be read: what must be a literal is none, or its values are not those that its text names."""


# --- the code ---------------------------------------------------------------------------------------------------------


def room_of(file: Path) -> str:
    """Return the room of a file of the code, for example "ui.timeline" or "workflows".

    Args:
        file: Relative to the checkout.
    """
    parts = file.parts[1:-1]
    return ".".join(parts[:2] if parts[:1] == (_PANELS,) else parts[:1]) or "studio"


def messages_of_code(root: Path = ROOT) -> dict[str, Messages]:
    """Return all texts by room; the models that come with the studio are one.

    Args:
        root: The checkout.

    Raises:
        NotExtractedError: A call cannot be read.
    """
    rooms: dict[str, Messages] = {}
    for path in sorted((root / CODE).rglob("*.py")):
        file = path.relative_to(root)
        if file.parts[1] == "language":
            continue
        content = path.read_text(encoding="utf-8")
        for message in extract(content, file.as_posix()):
            found = rooms.setdefault(room_of(file), {}).setdefault(message.key, message)
            found.plural |= message.plural
            found.files += [name for name in message.files if name not in found.files]
    for path in sorted(root.glob("models/*/studio.json")):
        for message in texts_of_model(path.read_text(encoding="utf-8"), path.relative_to(root).as_posix()):
            rooms.setdefault(_MODELS, {}).setdefault(message.key, message)
    return rooms


def texts_of_model(content: str, name: str) -> Iterator[Message]:
    """Find what a model that comes with the studio says of itself to people; its prompts are what it understands.

    Args:
        content: Of its `studio.json`.
        name: Of that file.
    """
    profile = json.loads(content)
    for text in (profile["summary"], *profile.get("knows", ())):
        yield Message(text, files=[name])


def extract(content: str, name: str) -> Iterator[Message]:
    """Find the texts of one file, in their order.

    Args:
        content: Of the file.
        name: Of the file.

    Raises:
        NotExtractedError: A call cannot be read.
    """
    if not any(f"{function}(" in content for function in (*_CALLS, *_ROWS)):
        return
    calls = [node for node in ast.walk(ast.parse(content)) if isinstance(node, ast.Call)]
    for call in sorted(calls, key=lambda each: (each.lineno, each.col_offset)):
        function = call.func.id if isinstance(call.func, ast.Name) else ""
        if function in _CALLS:
            yield from _messages_of(call, function, name)
        elif function in _ROWS and len(call.args) > _ROWS[function]:
            held = call.args[_ROWS[function]]
            if isinstance(held, ast.Constant) and isinstance(held.value, str) and held.value:
                yield Message(held.value, files=[name])


def _messages_of(call: ast.Call, function: str, name: str) -> Iterator[Message]:
    where = f"{name}:{call.lineno}: {function}()"
    if len(call.args) != 1:
        raise NotExtractedError(f"{where} needs one text, and everything else by name")
    keywords = {keyword.arg: keyword.value for keyword in call.keywords}
    text, one = _literal(call.args[0], where), ""
    if "one" in keywords:
        one = _literal(keywords["one"], where)
    context = _literal(keywords["context"], where) if "context" in keywords else ""
    given = {str(key) for key in keywords if key is not None} - _CALLS[function]
    named = {place.partition(":")[0] for place in places(text)}
    if "n" in keywords and "n" in named:
        given.add("n")
    if function != "mark" and None not in keywords and given != named:
        raise NotExtractedError(f"{where} has values {sorted(given)}, and its text names {sorted(named)}")
    if one and places(one) - places(text):
        raise NotExtractedError(f"{where} has a place in its text for one that the other text has not")
    if function == "kept":
        context = KEPT if named else ""
        if one:
            yield Message(one, KEPT if places(one) else "", False, [name])
    yield Message(text, context, bool(one) and function == "tr", [name])


def _literal(node: ast.expr, where: str) -> str:
    if isinstance(node, ast.Constant) and isinstance(node.value, str) and node.value.strip():
        return node.value
    raise NotExtractedError(f"{where} needs a literal text; for one in a variable there is translate()")


def places(text: str) -> frozenset[str]:
    """Return the places for values of a text."""
    sys.path.insert(0, str(ROOT))
    try:
        from lance_studio.language.templates import placeholders
    finally:
        sys.path.remove(str(ROOT))
    return placeholders(text)


# --- the files --------------------------------------------------------------------------------------------------------


def read_ts(path: Path) -> Messages:
    """Read a .ts file; what is marked as obsolete is left out."""
    found: Messages = {}
    for block in ElementTree.parse(path).getroot().iter("context"):
        context = block.findtext("name", "").partition(CONTEXT_SIGN)[2]
        for element in block.iter("message"):
            translation = element.find("translation")
            if translation is None or translation.get("type") in ("obsolete", "vanished"):
                continue
            forms = [form.text or "" for form in translation.iter("numerusform")] or [translation.text or ""]
            files = [location.get("filename", "").removeprefix(_UP) for location in element.iter("location")]
            plural = element.get("numerus") == "yes"
            message = Message(element.findtext("source", ""), context, plural, files, forms[0])
            found[message.key] = message
    return found


def ts_text(room: str, messages: Iterable[Message]) -> str:
    """Return what a .ts file holds, as Qt Linguist writes it.

    What a text is told apart by stands in the name of its context, behind the room's: `lrelease` leaves out comments
    that are not needed within one file.

    Args:
        room: Of the code.
        messages: In the order in which they stand there.
    """
    lines = [
        '<?xml version="1.0" encoding="utf-8"?>',
        "<!DOCTYPE TS>",
        f'<TS version="2.1" language="{LANGUAGE}" sourcelanguage="en">',
    ]
    blocks: dict[str, list[Message]] = {}
    for message in messages:
        blocks.setdefault(message.context, []).append(message)
    for context in sorted(blocks):
        name = f"{room}{CONTEXT_SIGN}{context}" if context else room
        lines += ["<context>", f"    <name>{_xml(name)}</name>"]
        for message in blocks[context]:
            lines += _message_lines(message)
        lines.append("</context>")
    return "\n".join([*lines, "</TS>", ""])


def _message_lines(message: Message) -> Iterator[str]:
    yield '    <message numerus="yes">' if message.plural else "    <message>"
    for file in message.files:
        yield f'        <location filename="{_UP}{file}"/>'
    yield f"        <source>{_xml(message.source)}</source>"
    state, words = "" if message.translation else ' type="unfinished"', _xml(message.translation)
    if message.plural:
        yield f"        <translation{state}>"
        yield f"            <numerusform>{words}</numerusform>"
        yield "        </translation>"
    else:
        yield f"        <translation{state}>{words}</translation>"
    yield "    </message>"


def _xml(text: str) -> str:
    return escape(text, {'"': "&quot;", "'": "&apos;"})


def compiled(text: str) -> bytes:
    """Return the .qm file that Qt's `lrelease` makes of a .ts file.

    Args:
        text: What the .ts file holds.
    """
    import PySide6

    tool = Path(PySide6.__file__).with_name("lrelease")
    with tempfile.TemporaryDirectory() as folder:
        source, target = Path(folder, f"a_{LANGUAGE}.ts"), Path(folder, "a.qm")
        source.write_text(text, encoding="utf-8")
        environment = {**os.environ, "QT_QPA_PLATFORM": "offscreen"}
        subprocess.run([tool, "-silent", source, "-qm", target], check=True, env=environment, stdout=subprocess.DEVNULL)
        return target.read_bytes()


def read_all(folder: Path) -> dict[str, Messages]:
    """Return the .ts files of a language by room."""
    return {path.stem: read_ts(path) for path in sorted(folder.glob("*.ts"))}


def up_to_date(root: Path = ROOT) -> tuple[dict[str, str], list[Message]]:
    """Return what the .ts files must hold, by room, and the translations that nothing in the code has any more.

    What is new takes a translation that the same text has in another room.

    Args:
        root: The checkout.
    """
    code, former = messages_of_code(root), read_all(root / FOLDER / LANGUAGE)
    known = {key: each.translation for room in former.values() for key, each in room.items() if each.translation}
    for room, messages in code.items():
        own = former.get(room, {})
        for key, message in messages.items():
            message.translation = (own[key].translation if key in own else "") or known.get(key, "")
    used = {key for messages in code.values() for key in messages}
    lost = [each for room in former.values() for key, each in room.items() if key not in used and each.translation]
    return {room: ts_text(room, messages.values()) for room, messages in code.items()}, lost


def differences(root: Path = ROOT) -> list[str]:
    """Return which files are not as they must be; none if all is up to date."""
    folder, (texts, _) = root / FOLDER / LANGUAGE, up_to_date(root)
    wrong = [path.name for path in folder.glob("*.[tq][sm]") if path.stem not in texts]
    for room, text in texts.items():
        source, binary = folder / f"{room}.ts", folder / f"{room}.qm"
        if not source.is_file() or source.read_text(encoding="utf-8") != text:
            wrong.append(source.name)
        if not binary.is_file() or binary.read_bytes() != compiled(text):
            wrong.append(binary.name)
    return sorted(wrong)


def write(root: Path = ROOT) -> list[Message]:
    """Bring all files up to date; returns the translations that nothing in the code has any more."""
    folder, (texts, lost) = root / FOLDER / LANGUAGE, up_to_date(root)
    folder.mkdir(parents=True, exist_ok=True)
    for path in folder.glob("*.[tq][sm]"):
        if path.stem not in texts:
            path.unlink()
    for room, text in texts.items():
        source, binary = folder / f"{room}.ts", folder / f"{room}.qm"
        changed = not source.is_file() or source.read_text(encoding="utf-8") != text
        source.write_text(text, encoding="utf-8")
        if changed or not binary.is_file() or binary.read_bytes() != compiled(text):
            binary.write_bytes(compiled(text))
    return lost


def untranslated(root: Path = ROOT) -> list[Message]:
    """Return what has no translation in the .ts files."""
    rooms = read_all(root / FOLDER / LANGUAGE).values()
    return [message for messages in rooms for message in messages.values() if not message.translation]


def put_in(translations: dict[str, str], root: Path = ROOT) -> list[str]:
    """Put translations into the .ts files, in place of former ones.

    Args:
        translations: By `Message.name`.
        root: The checkout.

    Returns:
        The names that no text has.
    """
    folder, unknown = root / FOLDER / LANGUAGE, set(translations)
    for room, messages in read_all(folder).items():
        for message in messages.values():
            message.translation = translations.get(message.name, message.translation)
            unknown.discard(message.name)
        (folder / f"{room}.ts").write_text(ts_text(room, messages.values()), encoding="utf-8")
    return sorted(unknown)


def main() -> int:
    """Do what the command line asks for; returns the exit code."""
    parser = argparse.ArgumentParser(description="Keeps the translations up to date with the code.")
    chosen = parser.add_mutually_exclusive_group()
    chosen.add_argument("--check", action="store_true", help="change nothing; 1 if anything is not up to date")
    chosen.add_argument("--todo", action="store_true", help="print what has no translation, as JSON")
    chosen.add_argument("--fill", type=Path, help="a JSON file with translations by text")
    options = parser.parse_args()
    try:
        if options.check:
            wrong = differences()
            print("\n".join(wrong) or "All translations are up to date.")
            return int(bool(wrong))
        lost = write()
        if options.fill is not None:
            for name in put_in(json.loads(options.fill.read_text(encoding="utf-8"))):
                print(f"No such text: {name}", file=sys.stderr)
            lost += write()
    except NotExtractedError as error:
        print(f"Error: {error}", file=sys.stderr)
        return 1
    for message in lost:
        print(f"No longer in the code: {message.name} = {message.translation}", file=sys.stderr)
    todo = untranslated()
    if options.todo:
        print(json.dumps({message.name: "" for message in todo}, ensure_ascii=False, indent=1))
    elif todo:
        print(f"{len(todo)} texts have no translation; --todo lists them.")
    return 0


if __name__ == "__main__":
    sys.exit(main())
