"""What the window must know of a panel, and how it is made."""

import enum
import importlib
from dataclasses import dataclass

from lance_studio.ui.studio import Studio
from lance_studio.ui.widgets import PanelFrame


class Area(enum.Enum):
    """Where a panel stands unless the workspace says otherwise; panels of one area share it as tabs."""

    LEFT = "left"
    CENTRE = "centre"
    BOTTOM = "bottom"
    RIGHT = "right"


@dataclass(frozen=True)
class PanelSpec:
    """One panel.

    Attributes:
        id: Its name in the code, and in the scope of actions.
        title: On its dock or tab.
        icon: A name of the icon family.
        area: Where it stands unless the workspace says otherwise. Panels in the centre are no docks: one of them is in
            sight.
        factory: "module:function"; the function takes a `Studio` and returns the panel.
        behind: Whether it stands behind another panel when the window opens, so that it can be made after the first
            frame.
    """

    id: str
    title: str
    icon: str
    area: Area
    factory: str
    behind: bool = False

    def build(self, studio: Studio) -> PanelFrame:
        """Import the panel's module and make the panel."""
        module, _, function = self.factory.partition(":")
        return getattr(importlib.import_module(module), function)(studio)
