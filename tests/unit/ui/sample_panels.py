"""Panels for the tests of the window: they show what panels are made of, and do nothing."""

from PySide6.QtGui import QImage
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QVBoxLayout, QWidget

from lance_studio.ui.panels import Area, PanelSpec
from lance_studio.ui.studio import Studio
from lance_studio.ui.theme.measures import GRID, PADDING
from lance_studio.ui.widgets import (
    Chip,
    ChipRow,
    EmptyState,
    FlowLayout,
    PanelFrame,
    ProgressCard,
    PromptEdit,
    Segments,
    SliderField,
    ThumbnailCard,
    label,
    primary_button,
)

_HERE = "tests.unit.ui.sample_panels"
PANELS = (
    PanelSpec("media", "Media", "image", Area.LEFT, f"{_HERE}:media"),
    PanelSpec("references", "References", "users", Area.LEFT, f"{_HERE}:references"),
    PanelSpec("inspector", "Inspector", "sliders-horizontal", Area.RIGHT, f"{_HERE}:inspector"),
    PanelSpec("canvas", "Canvas", "frame-corners", Area.CENTRE, f"{_HERE}:canvas"),
    PanelSpec("timeline", "Timeline", "film-strip", Area.BOTTOM, f"{_HERE}:timeline"),
    PanelSpec("queue", "Queue", "queue", Area.BOTTOM, f"{_HERE}:queue"),
    PanelSpec("chat", "Chat", "chat-circle", Area.RIGHT, f"{_HERE}:chat"),
    PanelSpec("history", "History", "git-branch", Area.RIGHT, f"{_HERE}:history"),
)


def media(studio: Studio) -> PanelFrame:
    panel = PanelFrame("media")
    body = QWidget()
    column = QVBoxLayout(body)
    column.setContentsMargins(PADDING, PADDING, PADDING, PADDING)
    search = QLineEdit()
    search.setObjectName("media.search")
    search.setPlaceholderText("Search media")
    column.addWidget(search)
    cards = QWidget()
    flow = FlowLayout(cards)
    for number in range(3):
        card = ThumbnailCard(f"media{number}", f"harbour {number}.png", generated=number == 1, detail="00:04")
        flow.addWidget(card)
    column.addWidget(cards)
    column.addStretch(1)
    panel.set_body(body)
    return panel


def references(studio: Studio) -> PanelFrame:
    return _empty("references", "Pictures that guide the model by name come here.", "Add reference")


def inspector(studio: Studio) -> PanelFrame:
    panel = PanelFrame("inspector")
    body = QWidget()
    column = QVBoxLayout(body)
    column.setContentsMargins(PADDING, PADDING, PADDING, PADDING)
    column.setSpacing(GRID)
    for name, low, high, value, decimals, unit in (
        ("Steps", 1, 50, 30, 0, ""),
        ("Guidance", 0, 10, 4, 1, ""),
        ("Gain", -60, 12, 0, 1, " dB"),
    ):
        column.addWidget(label(name, "caption"))
        field = SliderField(name, low, high, value, decimals=decimals, unit=unit)
        field.setObjectName(f"inspector.{name.lower()}")
        column.addWidget(field)
    column.addStretch(1)
    panel.set_body(body)
    return panel


def canvas(studio: Studio) -> PanelFrame:
    panel = PanelFrame("canvas", surround=True)
    body = QWidget()
    column = QVBoxLayout(body)
    column.setContentsMargins(PADDING, PADDING, PADDING, PADDING)
    card = ProgressCard('Editing "sky"')
    card.set_preview(QImage("resources/samples/harbour.png"))
    card.set_progress(12, 30, "Step 12 of 30 · 3 s left")
    column.addWidget(card, 1)
    prompt = PromptEdit("Describe a change…")
    prompt.setObjectName("canvas.prompt")
    generate = primary_button("Generate")
    generate.setObjectName("canvas.generate")
    generate.clicked.connect(prompt.submit)
    row = QHBoxLayout()
    row.addWidget(prompt)
    row.addWidget(generate)
    column.addLayout(row)
    panel.set_body(body)
    return panel


def timeline(studio: Studio) -> PanelFrame:
    return _empty("timeline", "Drag a picture or a video here to begin.", "Import media")


def queue(studio: Studio) -> PanelFrame:
    return _empty("queue", "Jobs stand here in their order while they wait.", "")


def chat(studio: Studio) -> PanelFrame:
    panel = PanelFrame("chat")
    body = QWidget()
    column = QVBoxLayout(body)
    column.setContentsMargins(PADDING, PADDING, PADDING, PADDING)
    chips = ChipRow()
    chips.set_chips([Chip("frame 00:03:07", "image", closable=True), Chip("drift.mp4", "film-strip", closable=True)])
    column.addWidget(chips)
    column.addStretch(1)
    column.addWidget(Segments("Mode", [("ask", "Ask"), ("edit", "Edit"), ("generate", "Generate")]))
    prompt = PromptEdit("Ask about the clip…")
    prompt.setObjectName("chat.input")
    column.addWidget(prompt)
    panel.set_body(body)
    return panel


def history(studio: Studio) -> PanelFrame:
    return _empty("history", "Each turn becomes a node here.", "")


def _empty(panel_id: str, sentence: str, button: str) -> PanelFrame:
    panel = PanelFrame(panel_id)
    panel.set_body(EmptyState(sentence, button=button))
    return panel
