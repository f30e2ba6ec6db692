"""What can be done with a node, as a menu."""

from collections.abc import Callable
from dataclasses import dataclass

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QMenu, QWidget

from lance_studio.language import tr
from lance_studio.ui import texts
from lance_studio.ui.history.presenter import HistoryPresenter
from lance_studio.ui.theme import icon
from lance_studio.ui.widgets.layouts import named


@dataclass(frozen=True)
class Deeds:
    """What the panel itself does of the menu.

    Attributes:
        guarded: Does something, and shows what goes wrong.
        rename: Asks for another name.
        export: Asks for a file and writes the node there.
        cannot_ask: Why nothing can be asked; empty where it can.
    """

    guarded: Callable[[Callable[[], None]], None]
    rename: Callable[[], None]
    export: Callable[[str], None]
    cannot_ask: str


def node_menu(parent: QWidget, presenter: HistoryPresenter, node: str, deeds: Deeds) -> QMenu | None:
    """Return the menu of a node, which deletes itself when it closes; None where the node is not shown."""
    card = presenter.card(node)
    if card is None:
        return None
    state = presenter.state
    current = state.current
    menu = named(QMenu(parent), "history.menu")
    menu.setToolTipsVisible(True)
    menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)

    def add(text: str, icon_name: str, do: Callable[[], None], *, enabled: bool = True, refusal: str = "") -> None:
        action = texts.add_action(menu, text, icon(icon_name, "muted"), lambda: deeds.guarded(do))
        action.setEnabled(enabled and not refusal)
        texts.set_tooltip(action, refusal)

    add(tr("Open"), "arrow-square-out", lambda: presenter.open(node))
    words = tr("Compare with what it was made from") if current in (None, node) else tr("Compare with the open one")
    comparable = card.generated or current not in (None, node)
    add(words, "square-half", lambda: presenter.compare(node), enabled=comparable)
    menu.addSeparator()
    add(tr("Go on from here"), "git-branch", lambda: presenter.branch(node))
    add(tr("Ask about it…"), "chat-circle-text", lambda: presenter.ask(node), refusal=deeds.cannot_ask)
    add(tr("Use again"), "arrow-counter-clockwise", lambda: presenter.reuse(node), enabled=card.generated)
    add(tr("Replay with the same seed"), "repeat", lambda: presenter.replay(node), enabled=card.generated)
    menu.addSeparator()
    if node in state.folded:
        add(tr("Unfold branch"), "caret-down", lambda: presenter.fold(node, False))
    else:
        add(tr("Fold branch"), "caret-right", lambda: presenter.fold(node), enabled=presenter.can_fold(node))
    add(tr("Unfold all"), "arrows-out-line-vertical", presenter.unfold_all, enabled=bool(state.folded))
    menu.addSeparator()
    add(tr("Rename…"), "pencil-simple", deeds.rename)
    add(tr("Remove from favourites") if card.starred else tr("Add to favourites"), "star", lambda: presenter.star(node))
    add(tr("Export MP4…") if card.kind == "clip" else tr("Export PNG…"), "export", lambda: deeds.export(node))
    menu.addSeparator()
    add(tr("Show again") if card.hidden else tr("Hide"), "eye-slash", lambda: presenter.hide(node))
    add(tr("Remove"), "trash", lambda: presenter.remove(node), enabled=presenter.is_leaf(node))
    return menu
