"""Finds calls of Qt in the window's code that could show a text of a user, a file or the model as markup.

It reads the source only. A text is fit where it is written in the program or comes from its translations, where a
function of `ui/texts.py` made it, or where it is joined of such; anything else must go through that module.
"""

import ast
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

HELPERS = ("lance_studio/ui/texts.py", "lance_studio/ui/widgets/labels.py")
"""The files that may make the bare calls."""

FIT = {"plain", "line", "caption", "window_title", "tooltip", "with_letter"}
"""Functions of `texts` whose result may be given to Qt."""

_OF_TR = ("one", "n", "context")

FORBIDDEN_METHODS = {
    # Rendered as HTML where they look like it, and there is no switch.
    "setToolTip": "texts.set_tooltip",
    "setStatusTip": "texts.line in a label",
    "setWhatsThis": "texts.tooltip in a label",
    "showText": "texts.show_tooltip",
    "setTextFormat": "widgets.label or widgets.LinkedLabel",
    "setHtml": "setPlainText",
    "setMarkdown": "setPlainText",
    "appendHtml": "appendPlainText",
    "insertHtml": "insertText",
    "setInformativeText": "texts.message_box",
    "setDetailedText": "texts.message_box",
    "setOpenExternalLinks": "widgets.LinkedLabel",
}
FORBIDDEN_CLASSES = {
    "QLabel": "widgets.label",
    "QMessageBox": "texts.message_box",
    "QErrorMessage": "a banner",
    "QProgressDialog": "widgets.ProgressCard",
    "QTextDocument": "a painter",
    "QTextBrowser": "QPlainTextEdit",
    "QTextEdit": "QPlainTextEdit",
    "QStaticText": "a painter",
    "QAction": "texts.make_action or texts.add_action",
    "QListWidgetItem": "texts.list_item",
}
FORBIDDEN_ROLES = {"ToolTipRole", "StatusTipRole", "WhatsThisRole"}
STATIC_DIALOGS = {"QMessageBox", "QInputDialog"}

CHECKED_METHODS = {
    "setText": (0,),
    "setWindowTitle": (0,),
    "setAccessibleName": (0,),
    "setAccessibleDescription": (0,),
    "setPlaceholderText": (0,),
    "setLabelText": (0,),
    "setOkButtonText": (0,),
    "setTitle": (0,),
    "setTabText": (1,),
    "setTabToolTip": (1,),
    "showMessage": (0,),
    "addMenu": (0,),
    "addTab": (1,),
}
"""Methods whose argument must be fit, by its place."""
CHECKED_CLASSES = {
    "QPushButton": (0,),
    "QCheckBox": (0,),
    "QRadioButton": (0,),
    "QGroupBox": (0,),
    "QDockWidget": (0,),
    "QPlainTextEdit": (0,),
}
_METHODS = FORBIDDEN_METHODS.keys() | CHECKED_METHODS.keys()
MENUS = {"_menu", "_speeds", "_context_menu"}
"""Methods that return a menu; `addMenu` takes one too."""


@dataclass(frozen=True)
class Finding:
    """A call that is not allowed.

    Attributes:
        line: Where it is, from 1.
        what: The call.
        instead: What to use.
    """

    line: int
    what: str
    instead: str


def findings(source: str) -> list[Finding]:
    """Return what is not allowed in the source of a module, in order."""
    return sorted(_walk(ast.parse(source)), key=lambda one: (one.line, one.what))


def findings_in(root: Path) -> dict[str, list[Finding]]:
    """Return what is not allowed in the window's code, by file."""
    found: dict[str, list[Finding]] = {}
    for path in sorted((root / "lance_studio" / "ui").rglob("*.py")):
        name = path.relative_to(root).as_posix()
        here = [] if name in HELPERS else findings(path.read_text(encoding="utf-8"))
        if here:
            found[name] = here
    return found


def _walk(tree: ast.AST) -> Iterator[Finding]:
    called = {node.func for node in ast.walk(tree) if isinstance(node, ast.Call)}
    for node in ast.walk(tree):
        if isinstance(node, ast.Call):
            yield from _check_call(node)
        elif isinstance(node, ast.Attribute) and node.attr in FORBIDDEN_ROLES:
            yield Finding(node.lineno, node.attr, "texts.set_tooltip")
        elif isinstance(node, ast.Attribute) and node.attr in _METHODS and node not in called:
            # Handed on, for example to a signal, that then calls it with any text.
            yield Finding(node.lineno, f"{node.attr} as a value", "a function that calls texts")
        elif isinstance(node, ast.ClassDef):
            for base in node.bases:
                if _name(base) in ("QLabel", "QTextBrowser", "QTextEdit", "QMessageBox"):
                    yield Finding(node.lineno, f"class of {_name(base)}", "widgets.LinkedLabel")


def _check_call(call: ast.Call) -> Iterator[Finding]:
    name = _name(call.func)
    if isinstance(call.func, ast.Attribute):
        yield from _check_method(call, call.func)
        if _name(call.func.value) in STATIC_DIALOGS and name[:1].islower():
            yield Finding(call.lineno, f"{_name(call.func.value)}.{name}", "texts.message_box")
    if name in FORBIDDEN_CLASSES and not _is_bare(call, name):
        yield Finding(call.lineno, name, FORBIDDEN_CLASSES[name])
    if name == "QMenu" and len(call.args) == 2 and not _is_fit(call.args[0]):
        yield Finding(call.lineno, name, "texts.caption")
    yield from _check_places(call, name, CHECKED_CLASSES)


def _check_method(call: ast.Call, method: ast.Attribute) -> Iterator[Finding]:
    name = method.attr
    if name in FORBIDDEN_METHODS and _name(method.value) != "texts":
        yield Finding(call.lineno, name, FORBIDDEN_METHODS[name])
    if name == "addAction" and not _adds_an_action(call):
        yield Finding(call.lineno, name, "texts.add_action")
    # The clipboard carries what was copied as it is.
    if name == "setText" and _name(method.value) == "clipboard":
        return
    yield from _check_places(call, name, CHECKED_METHODS)


def _check_places(call: ast.Call, name: str, table: dict[str, tuple[int, ...]]) -> Iterator[Finding]:
    for place in table.get(name, ()):
        if place < len(call.args) and not (_is_fit(call.args[place]) or _is_menu(name, call.args[place])):
            yield Finding(call.lineno, name, "a function of texts around its text")


def _is_fit(node: ast.expr) -> bool:
    match node:
        case ast.Constant():
            return True
        case ast.JoinedStr():
            return all(_is_fit(part) for part in node.values)
        case ast.FormattedValue():
            return _is_fit(node.value)
        case ast.IfExp():
            return _is_fit(node.body) and _is_fit(node.orelse)
        case ast.BinOp():
            return _is_fit(node.left) and _is_fit(node.right)
        case ast.Call(func=ast.Attribute(value=ast.Name(id="texts"), attr=attr)):
            return attr in FIT
        case ast.Call(func=ast.Name(id="tr"), args=[ast.Constant()]):
            # A text of the program in the user's language; what is put into it must be fit itself.
            return all(keyword.arg in _OF_TR or _is_fit(keyword.value) for keyword in node.keywords)
        case ast.Name():
            return node.id.isupper()
    return False


def _is_menu(name: str, node: ast.expr) -> bool:
    return name == "addMenu" and isinstance(node, ast.Call) and _name(node.func) in MENUS


def _is_bare(call: ast.Call, name: str) -> bool:
    """Whether an item is made without a text: it is drawn by its own delegate then."""
    return name == "QListWidgetItem" and not call.args


def _adds_an_action(call: ast.Call) -> bool:
    if len(call.args) != 1:
        return False
    [argument] = call.args
    match argument:
        case ast.Call():
            return _name(argument.func) in ("action", "add", "make_action")
        case ast.Name():
            return argument.id == "action"
        case ast.Subscript():
            return _name(argument.value) == "_actions"
    return False


def _name(node: ast.expr) -> str:
    match node:
        case ast.Name():
            return node.id
        case ast.Attribute():
            return node.attr
        case ast.Call():
            return _name(node.func)
    return ""
