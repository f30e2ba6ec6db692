"""The table at work: one QAction per line of it, and the handlers that panels give."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from functools import reduce
from typing import Any
from weakref import ref

from PySide6.QtCore import QObject, Qt, Signal
from PySide6.QtGui import QAction, QKeySequence
from PySide6.QtWidgets import QToolButton, QWidget
from shiboken6 import isValid

from lance_studio.errors import LanceStudioError
from lance_studio.language import tr, translate
from lance_studio.ui import texts
from lance_studio.ui.actions.bindings import clash, native
from lance_studio.ui.actions.mnemonics import ENGLISH
from lance_studio.ui.actions.table import ACTIONS, ActionSpec
from lance_studio.ui.theme import icon

Handler = Callable[..., Any]


@dataclass
class _Registration:
    handler: Handler
    enabled: bool
    checked: bool = False


class Actions(QObject):
    """Who does what. An action that nobody handles is disabled.

    A handler belongs to a panel or to the window. When an action is triggered, the handler of the panel that was used
    last runs; if that panel has none, the window's; if the window has none either and one panel alone has one, that.

    Args:
        specs: The table.
        keys: The user's own keys by action, in place of the table's.

    Attributes:
        failed: A handler raised this `LanceStudioError`.
        refused: The same; carries the action's id and the error.
        done: A handler has done an action; carries the action's id.
        unhandled: An action was triggered that nobody handles yet; carries its id. Whoever registers a handler now is
            heard.
        keys_changed: Actions have other keys now.
    """

    failed = Signal(object)
    refused = Signal(str, object)
    done = Signal(str)
    unhandled = Signal(str)
    keys_changed = Signal()

    def __init__(self, specs: Iterable[ActionSpec] = ACTIONS, keys: Mapping[str, Iterable[str]] | None = None) -> None:
        super().__init__()
        self._specs: dict[str, ActionSpec] = {}
        self._actions: dict[str, QAction] = {}
        self._handlers: dict[str, dict[str | None, _Registration]] = {}
        self._yielding: dict[str, list[ActionSpec]] = {}
        self._refusals: dict[str, str] = {}
        self._panels: dict[str, QWidget] = {}
        self._window: QWidget | None = None
        self._panel: str | None = None
        self._own_keys = {name: tuple(own) for name, own in (keys or {}).items()}
        self._described: list[tuple[ref[QWidget], tuple[str, ...], str]] = []
        for spec in specs:
            self.add(spec)

    # --- the table ---------------------------------------------------------------------------------------------

    def add(self, spec: ActionSpec) -> QAction:
        """Add a line to the table, for what is only known when the window is built.

        Raises:
            ValueError: If there is an action of that id.
        """
        if spec.id in self._specs:
            raise ValueError(spec.id)
        english, spec = spec.text, replace(spec, text=translate(spec.text))
        action = texts.make_action(self, spec.text)
        action.setProperty(ENGLISH, english)
        action.setObjectName(f"action.{spec.id}")
        action.setCheckable(spec.checkable)
        action.setChecked(spec.checked)
        action.setEnabled(False)
        # Menus of some desktops move actions by the words in them.
        action.setMenuRole(QAction.MenuRole.NoRole)
        if spec.icon:
            action.setIcon(icon(spec.icon))
        context = Qt.ShortcutContext.WidgetWithChildrenShortcut if spec.scope else Qt.ShortcutContext.WindowShortcut
        action.setShortcutContext(context)
        action.triggered.connect(lambda checked=False, name=spec.id: self._run(name, checked))
        self._specs[spec.id], self._actions[spec.id], self._handlers[spec.id] = spec, action, {}
        self._show_keys(spec.id)
        for panel_id, widget in self._panels.items():
            if panel_id in spec.scope:
                widget.addAction(action)
        if spec.yields_to:
            self._yielding.setdefault(spec.yields_to, []).append(spec)
            self._share_keys(spec)
        if self._window is not None and not spec.scope:
            self._window.addAction(action)
        return action

    def specs(self) -> list[ActionSpec]:
        """Return the table, in its order, with texts in the user's language."""
        return list(self._specs.values())

    def spec(self, action_id: str) -> ActionSpec:
        """Return a line of the table.

        Raises:
            KeyError: If there is none of that id.
        """
        return self._specs[action_id]

    def action(self, action_id: str) -> QAction:
        """Return the action for a menu or a button; its text, icon, keys and state follow the table.

        Raises:
            KeyError: If there is none of that id.
        """
        return self._actions[action_id]

    def set_text(self, action_id: str, text: str) -> None:
        """Give an action another text for now, for example "Undo trim clip"."""
        self._actions[action_id].setText(texts.caption(text))
        texts.set_tooltip(self._actions[action_id], self.tooltip(action_id))

    # --- keys --------------------------------------------------------------------------------------------------

    def keys(self, action_id: str) -> tuple[str, ...]:
        """Return the keys of an action in Qt's portable spelling: the user's own, or else the table's."""
        return self._own_keys.get(action_id, self._specs[action_id].keys)

    def tooltip(self, action_id: str) -> str:
        """Return what the action does and the keys for it, for example "Split at playhead (Ctrl+K or S)"."""
        text = texts.without_letter(self._actions[action_id].text()).rstrip("…")
        keys = self.keys_in_words(action_id)
        return tr("{action} ({keys})", action=text, keys=keys) if keys else text

    def keys_in_words(self, action_id: str) -> str:
        """Return the keys of an action for people, for example "Ctrl+K or S"; nothing where it has none."""
        keys = [native(key) for key in self.keys(action_id)]
        if not keys:
            return ""
        return reduce(lambda first, second: tr("{first} or {second}", first=first, second=second), keys)

    def own_keys(self) -> dict[str, tuple[str, ...]]:
        """Return the user's own keys by action, also of actions that this version does not know."""
        return dict(self._own_keys)

    def set_own_keys(self, keys: Mapping[str, Iterable[str]]) -> None:
        """Give actions the user's own keys from now on; those that are not named have the table's.

        Args:
            keys: The user's own keys by action.
        """
        former = {name: self.keys(name) for name in self._specs}
        self._own_keys = {name: tuple(own) for name, own in keys.items()}
        changed = [name for name, keys in former.items() if self.keys(name) != keys]
        for name in changed:
            self._show_keys(name)
        for spec in self._specs.values():
            if spec.yields_to:
                self._share_keys(spec)
        if changed:
            for widget, action_ids, words in self._described:
                alive = widget()
                if alive is not None and isValid(alive):
                    self._describe(alive, action_ids, words)
            self.keys_changed.emit()

    def describe(self, widget: QWidget, *action_ids: str, words: str = "") -> None:
        """Let a control that does what actions do say so, with the keys that the actions have at the moment.

        Args:
            widget: A button, or another control.
            action_ids: The actions.
            words: What it does, where that is not the first action's text; "{}" in it stands for each action's keys.
        """
        self._described = [one for one in self._described if one[0]() is not None]
        self._described.append((ref(widget), action_ids, words))
        self._describe(widget, action_ids, words)

    def _describe(self, widget: QWidget, action_ids: tuple[str, ...], words: str) -> None:
        keys = [self.keys_in_words(name) or tr("no key") for name in action_ids]
        shown = words.format(*keys) if words else self.tooltip(action_ids[0])
        texts.set_tooltip(widget, shown)
        if isinstance(widget, QToolButton) and not widget.text():
            texts.set_name(widget, shown)

    def _show_keys(self, action_id: str) -> None:
        action = self._actions[action_id]
        action.setShortcuts([QKeySequence(key) for key in self.keys(action_id)])
        texts.set_tooltip(action, self.refusal(action_id) or self.tooltip(action_id))

    # --- where keys work ---------------------------------------------------------------------------------------

    def attach_window(self, window: QWidget) -> None:
        """Let the keys without a scope work everywhere in a window."""
        self._window = window
        for spec in self._specs.values():
            if not spec.scope:
                window.addAction(self._actions[spec.id])

    def attach_panel(self, panel_id: str, panel: QWidget) -> None:
        """Let the keys of a panel's scope work while the focus is in it."""
        self._panels[panel_id] = panel
        for spec in self._specs.values():
            if panel_id in spec.scope:
                panel.addAction(self._actions[spec.id])
                self._share_keys(spec)

    def _share_keys(self, spec: ActionSpec) -> None:
        """Take an action's keys out of the panels where another action has them now, or bring them back."""
        other = self._specs.get(spec.yields_to)
        if other is None:
            return
        clashes = any(clash(mine, theirs) for mine in self.keys(spec.id) for theirs in self.keys(other.id))
        action, taken = self._actions[spec.id], clashes and self._actions[other.id].isEnabled()
        for panel_id in set(spec.scope) & set(other.scope) & self._panels.keys():
            panel = self._panels[panel_id]
            if taken:
                panel.removeAction(action)
            elif action not in panel.actions():
                panel.addAction(action)

    @property
    def panel(self) -> str | None:
        """The panel that was used last."""
        return self._panel

    def set_panel(self, panel_id: str | None) -> None:
        """Say which panel the user is working in."""
        if panel_id != self._panel:
            self._panel = panel_id
            for name in self._specs:
                self._refresh(name)

    # --- handlers ----------------------------------------------------------------------------------------------

    def register(self, action_id: str, handler: Handler, *, panel: str | None = None, enabled: bool = True) -> None:
        """Handle an action.

        Args:
            action_id: Which.
            handler: Called without an argument, or with whether it is on, if the action is checkable. A
                `LanceStudioError` of it becomes a banner.
            panel: The panel that it belongs to; None for the window.
            enabled: Whether it can be done at the moment.

        Raises:
            KeyError: If there is no such action.
            ValueError: If it is handled there already.
        """
        handlers = self._handlers[action_id]
        if panel in handlers:
            raise ValueError(f"{action_id} is handled by {panel or 'the window'} already")
        handlers[panel] = _Registration(handler, enabled)
        self._refresh(action_id)

    def handled_in(self, action_id: str) -> frozenset[str | None]:
        """Return the panels that handle an action at all; None among them stands for the window."""
        return frozenset(self._handlers[action_id])

    def unregister(self, action_id: str, *, panel: str | None = None) -> None:
        """Handle an action no more."""
        self._handlers[action_id].pop(panel, None)
        self._refresh(action_id)

    def set_enabled(self, action_id: str, enabled: bool, *, panel: str | None = None) -> None:
        """Say whether what was registered can be done at the moment.

        Raises:
            KeyError: If nothing was registered there.
        """
        registration = self._handlers[action_id][panel]
        if registration.enabled != enabled:
            registration.enabled = enabled
            self._refresh(action_id)

    def refuse(self, why: Callable[[tuple[str, ...]], str]) -> None:
        """Disable what the engine's backend cannot do, with the reason as its tooltip, and enable all else again.

        Args:
            why: Says for what an action needs why it is not there; nothing where it is.
        """
        for name, spec in self._specs.items():
            if spec.needs and (reason := why(spec.needs)) != self.refusal(name):
                self._refusals[name] = reason
                texts.set_tooltip(self._actions[name], reason or self.tooltip(name))
                self._refresh(name)

    def refusal(self, action_id: str) -> str:
        """Return why the engine's backend cannot do an action; nothing where it can."""
        return self._refusals.get(action_id, "")

    def set_checked(self, action_id: str, checked: bool, *, panel: str | None = None) -> None:
        """Say whether a checkable action is on; no handler is called.

        Raises:
            KeyError: If nothing was registered there.
        """
        registration = self._handlers[action_id][panel]
        registration.checked = checked
        # A click turns the action itself without asking what is registered.
        if self._actions[action_id].isChecked() != checked:
            self._refresh(action_id)

    def trigger(self, action_id: str) -> bool:
        """Do what a click on the action does.

        Returns:
            Whether it was enabled.
        """
        action = self._actions[action_id]
        if not self._handlers[action_id]:
            self.unhandled.emit(action_id)
        if action.isEnabled():
            action.trigger()
            return True
        return False

    def _current(self, action_id: str) -> _Registration | None:
        handlers = self._handlers[action_id]
        for owner in (self._panel, None):
            if owner in handlers:
                return handlers[owner]
        return next(iter(handlers.values())) if len(handlers) == 1 else None

    def _refresh(self, action_id: str) -> None:
        action = self._actions[action_id]
        registration = self._current(action_id)
        action.setEnabled(registration is not None and registration.enabled and not self.refusal(action_id))
        if action.isCheckable():
            action.setChecked(self._specs[action_id].checked if registration is None else registration.checked)
        for spec in self._yielding.get(action_id, ()):
            self._share_keys(spec)

    def _run(self, action_id: str, checked: bool) -> None:
        registration = self._current(action_id)
        if registration is None:
            return
        registration.checked = checked
        try:
            if self._specs[action_id].checkable:
                registration.handler(checked)
            else:
                registration.handler()
        except LanceStudioError as error:
            self.failed.emit(error)
            self.refused.emit(action_id, error)
        else:
            self.done.emit(action_id)
