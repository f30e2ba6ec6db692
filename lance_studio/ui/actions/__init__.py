"""The one table of actions, and how menus, keys, buttons and the command palette come from it."""

from lance_studio.ui.actions.registry import Actions
from lance_studio.ui.actions.table import ACTIONS, MENUS, ActionSpec

__all__ = ["ACTIONS", "MENUS", "ActionSpec", "Actions"]
