"""The shared small widgets in the look of the house."""

from lance_studio.ui.widgets.banner import Banner, Level
from lance_studio.ui.widgets.buttons import (
    explain,
    link_button,
    primary_button,
    push_button,
    quiet_button,
    show_icon,
    text_tool_button,
    tool_button,
)
from lance_studio.ui.widgets.chips import Chip, ChipRow
from lance_studio.ui.widgets.empty import EmptyState
from lance_studio.ui.widgets.fields import SliderField
from lance_studio.ui.widgets.flow import FlowLayout
from lance_studio.ui.widgets.labels import (
    ElidedLabel,
    IconLabel,
    LinkedLabel,
    caption_label,
    label,
    line,
    show_words,
    title_label,
)
from lance_studio.ui.widgets.number_field import NumberField
from lance_studio.ui.widgets.panel import PanelFrame
from lance_studio.ui.widgets.progress import ProgressCard
from lance_studio.ui.widgets.prompt import PromptEdit
from lance_studio.ui.widgets.seed import SeedField
from lance_studio.ui.widgets.segments import Segments
from lance_studio.ui.widgets.thumbnail import ThumbnailCard

__all__ = [
    "Banner",
    "Chip",
    "ChipRow",
    "ElidedLabel",
    "EmptyState",
    "FlowLayout",
    "IconLabel",
    "Level",
    "LinkedLabel",
    "NumberField",
    "PanelFrame",
    "ProgressCard",
    "PromptEdit",
    "SeedField",
    "Segments",
    "SliderField",
    "ThumbnailCard",
    "caption_label",
    "explain",
    "label",
    "line",
    "link_button",
    "primary_button",
    "push_button",
    "quiet_button",
    "show_icon",
    "show_words",
    "text_tool_button",
    "title_label",
    "tool_button",
]
