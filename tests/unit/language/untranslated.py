"""Finds the texts of the code that people may see and that nobody translates.

A literal counts as such a text if it reads like words: several of them, or one that begins with a capital letter. What
only looks so has a comment `# English: why` on its line, or on the one before it.
"""

import ast
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

TRANSLATES = frozenset({"tr", "mark", "kept"})
HOLDS = frozenset({"ActionSpec", "_A", "Limit"})
"""Rows of tables: the extractor finds the text in them, and the rest is names, keys, and reasons for programmers."""

# What these are given, nobody but a programmer reads, or it is no text.
_FOR_PROGRAMMERS = {
    "compile", "getLogger", "TypeVar",
    "NewType", "cast", "setObjectName", "named", "ValueError", "TypeError", "KeyError", "RuntimeError",
    "AssertionError", "NotImplementedError", "LookupError", "IndexError", "OSError", "AttributeError",
    "StopIteration", "ImportError", "PermissionError", "FileNotFoundError", "EOFError", "BufferError", "MemoryError",
    "getattr", "setattr", "hasattr", "import_module", "icon", "paint_icon", "startswith", "endswith", "removeprefix",
    "removesuffix", "strftime", "strptime", "encode", "decode", "open", "system", "environ", "setPropertyName",
    "Migration", "Setting", "Thread", "match", "search", "fullmatch", "finditer", "sub", "setProperty",
    "_menu",
}  # fmt: skip
_LOGS = {"debug", "info", "warning", "error", "exception", "critical", "log"}
_WORDS = re.compile(r"[^\W\d_]{2,}[,.;:!?…)”\u2019'\"]* +[(“\u2018'\"{]*[^\W\d_]{1,}")
_CAPITAL = re.compile(r"[“\u2018'(]*[A-Z][a-z]+[a-z]*([ ,.:;!?…\u2019].*|$)", re.DOTALL)
# Beside a place for a value, one word is enough.
_BESIDE_A_VALUE = re.compile(r"^ [sh]$|(^|[ (“\u2018'])[^\W\d_]{2,}([ ).,:;…”\u2019']|$)")
_NAME = re.compile(r"[a-z0-9_{}][\w{}.\-/:#=*]*")
_NAMES = ("Lance Studio",)
_SQL = re.compile(
    r"\b(SELECT|INSERT|UPDATE|DELETE FROM|CREATE|WHERE|PRAGMA|ALTER|DROP|ORDER BY|GROUP BY|BEGIN IMMEDIATE|"
    r"VACUUM INTO|SAVEPOINT|ROLLBACK TO|RELEASE|TEXT NOT NULL|id DESC)\b| = \?| = ''|"
    r"\btypeof\(|\binstr\(|excluded\.|^position, "
)
_TYPE = re.compile(r"\w \| \w|\[\[")
_SAYS_ENGLISH = re.compile(r"#.*\bEnglish:")


@dataclass(frozen=True)
class Literal:
    """A text that is not translated.

    Attributes:
        file: Where it is.
        line: In the file, from 1.
        text: With "{}" for each value in it.
        node: In the file's syntax tree.
        parents: Around it, the innermost last.
    """

    file: str
    line: int
    text: str
    node: ast.expr
    parents: tuple[ast.AST, ...]

    def __str__(self) -> str:
        """Return where it is and what it says."""
        return f"{self.file}:{self.line}: {self.text!r}"


def reads_like_words(text: str, *, has_values: bool = False) -> bool:
    """Return whether a text is one that people would read.

    Args:
        text: Of a literal, without the values in it.
        has_values: Whether it has values in it.
    """
    if text.removesuffix(" {}") in _NAMES or _SQL.search(text) or _TYPE.search(text):
        return False
    if has_values and not _NAME.fullmatch(text) and any(_BESIDE_A_VALUE.search(part) for part in text.split("{}")):
        return True
    return bool(_WORDS.search(text) or _CAPITAL.fullmatch(text.strip()))


def untranslated_in(content: str, file: str) -> list[Literal]:
    """Return the untranslated texts of a file.

    Args:
        content: Of the file.
        file: Its name.
    """
    lines = content.splitlines()
    found = [one for one in _walk(ast.parse(content), (), file) if not _excused(one, lines)]
    return sorted(found, key=lambda one: (one.line, one.node.col_offset))


def untranslated_below(folder: Path) -> list[Literal]:
    """Return the untranslated texts of all files in a folder and below it, or of one file."""
    files = sorted(folder.rglob("*.py")) if folder.is_dir() else [folder]
    return [one for file in files for one in untranslated_in(file.read_text(encoding="utf-8"), str(file))]


def _excused(literal: Literal, lines: list[str]) -> bool:
    first, last = literal.node.lineno, literal.node.end_lineno or literal.node.lineno
    around = lines[max(first - 2, 0) : last]
    return any(_SAYS_ENGLISH.search(line) for line in around)


def _walk(node: ast.AST, parents: tuple[ast.AST, ...], file: str) -> Iterator[Literal]:
    if isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant):
        return  # a docstring
    if isinstance(node, ast.Call):
        name = called(node)
        if name in _FOR_PROGRAMMERS or (name in _LOGS and isinstance(node.func, ast.Attribute)):
            for child in ast.iter_child_nodes(node):
                if not isinstance(child, ast.Constant | ast.JoinedStr):
                    yield from _walk(child, (*parents, node), file)
            return
        if name in TRANSLATES or name in HOLDS:
            if name in HOLDS:
                return
            literals = _held(node)
            for child in ast.iter_child_nodes(node):
                if child not in literals:
                    yield from _walk(child, (*parents, node), file)
            return
    if isinstance(node, ast.Compare | ast.Subscript | ast.Assert | ast.Match | ast.Import | ast.ImportFrom):
        # What is compared or looked up is a name. The branches of a `match` still may say something.
        if isinstance(node, ast.Match):
            for case in node.cases:
                for child in case.body:
                    yield from _walk(child, (*parents, node), file)
        return
    if isinstance(node, ast.Assign) and any(isinstance(t, ast.Name) and t.id == "__all__" for t in node.targets):
        return
    if isinstance(node, ast.arg) or _is_annotation(node, parents):
        return
    literal = _literal(node, parents, file)
    if literal is not None:
        yield literal
        return
    for child in ast.iter_child_nodes(node):
        if not (isinstance(node, ast.JoinedStr) and isinstance(child, ast.Constant)):
            yield from _walk(child, (*parents, node), file)


def _literal(node: ast.AST, parents: tuple[ast.AST, ...], file: str) -> Literal | None:
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        if reads_like_words(node.value):
            return Literal(file, node.lineno, node.value, node, parents)
    elif isinstance(node, ast.JoinedStr):
        text = "".join(str(part.value) if isinstance(part, ast.Constant) else "{}" for part in node.values)
        if reads_like_words(text, has_values="{}" in text):
            return Literal(file, node.lineno, text, node, parents)
    return None


def _held(call: ast.Call) -> list[ast.AST]:
    """Return the arguments of a call that the extractor reads."""
    return [*call.args[:1], *(word for word in call.keywords if word.arg in ("one", "context"))]


def _is_annotation(node: ast.AST, parents: tuple[ast.AST, ...]) -> bool:
    parent = parents[-1] if parents else None
    if isinstance(parent, ast.AnnAssign):
        return node is parent.annotation
    if isinstance(parent, ast.FunctionDef | ast.AsyncFunctionDef):
        return node is parent.returns
    return False


def called(call: ast.Call) -> str:
    """Return the last part of the name of what is called."""
    function = call.func
    return function.attr if isinstance(function, ast.Attribute) else getattr(function, "id", "")
