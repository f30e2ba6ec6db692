"""Every action of the window: its name, keys, menu, and the panels in which its keys work."""

from dataclasses import dataclass, replace

from lance_studio.language import mark

MENUS = (
    mark("File"),
    mark("Edit"),
    mark("View"),
    mark("Clip"),
    mark("Timeline"),
    mark("Generate"),
    mark("Playback"),
    mark("Window"),
    mark("Help"),
)

CANVAS = ("canvas",)
TIMELINE = ("timeline",)
HISTORY = ("history",)
VIEWERS = ("canvas", "timeline")
PLACING = ("canvas", "timeline", "media")
LISTS = ("canvas", "timeline", "media", "history", "queue")

# What an action needs of the engine's backend; the names are those of `lance_studio.backends.backend.FEATURES`, written
# out because the table must not load the backends before the first frame. A test holds them together.
EDIT = ("image_edit", "video_edit")
EXTEND = ("continuation", "image_to_video")
ANIMATE = ("image_to_video",)
ASK = ("ask_image", "ask_video")
MASKED = ("masks",)


@dataclass(frozen=True)
class ActionSpec:
    """One action.

    Attributes:
        id: Its name in the code, `subject.verb`.
        text: What menus and the command palette call it, in English; `packaging/translations.py` finds it here.
        keys: The keys that trigger it, in Qt's portable spelling.
        menu: One of `MENUS`; an action that is in no menu can still be found in the command palette.
        scope: The panels in which its keys work; empty means everywhere in the window.
        icon: A name of the icon family, or nothing.
        checkable: Whether it is on or off.
        group: Actions of a menu with the same group stand together, between separators.
        checked: Whether it is shown as on before somebody handles it.
        yields_to: Another action with the same key, which has it in the panels of both while it can be done.
        needs: What the engine's backend must be able to do for it: one of these tasks or features at least.
    """

    id: str
    text: str
    keys: tuple[str, ...] = ()
    menu: str = ""
    scope: tuple[str, ...] = ()
    icon: str = ""
    checkable: bool = False
    group: str = ""
    checked: bool = False
    yields_to: str = ""
    needs: tuple[str, ...] = ()


def _menu(menu: str, *groups: tuple[ActionSpec, ...]) -> tuple[ActionSpec, ...]:
    """Give the actions of one menu their menu and their group."""
    return tuple(replace(a, menu=menu, group=str(number)) for number, group in enumerate(groups) for a in group)


_A = ActionSpec

_FILE = _menu(
    "File",
    (
        _A("file.new", "New project…", ("Ctrl+N",), icon="file-plus"),
        _A("file.open", "Open…", ("Ctrl+O",), icon="folder-open"),
        _A("file.save", "Save", ("Ctrl+S",), icon="floppy-disk"),
        _A("file.save_as", "Save as…", ("Ctrl+Shift+S",)),
        _A("file.close", "Close project", ("Ctrl+W",)),
    ),
    (
        _A("file.import", "Import media…", ("Ctrl+I",), icon="download-simple"),
        _A("file.import_timeline", "Import timeline…"),
        _A("file.collect", "Collect project…"),
        _A("file.embed", "Take linked files into the project"),
        _A("file.relink", "Relink missing media…"),
        _A("file.links", "Files outside the project…"),
    ),
    (
        _A("file.export_video", "Export video…", ("Ctrl+E",), icon="export"),
        _A("file.export_frame", "Export current frame…", ("Ctrl+Shift+E",)),
        _A("file.export_otio", "Export timeline as OTIO…"),
    ),
    (_A("file.quit", "Quit", ("Ctrl+Q",)),),
)

_EDIT = _menu(
    "Edit",
    (
        _A("edit.undo", "Undo", ("Ctrl+Z",), icon="arrow-u-up-left"),
        _A("edit.redo", "Redo", ("Ctrl+Shift+Z", "Ctrl+Y"), icon="arrow-u-up-right"),
    ),
    (
        _A("edit.cut", "Cut", ("Ctrl+X",), scope=TIMELINE, icon="scissors"),
        _A("edit.copy", "Copy", ("Ctrl+C",), scope=LISTS, icon="copy"),
        _A("canvas.copy_prompt", "Copy prompt", icon="copy"),
        _A("edit.paste", "Paste", ("Ctrl+V",), scope=LISTS, icon="clipboard"),
        _A("edit.select_all", "Select all", ("Ctrl+A",), scope=LISTS),
        _A("edit.deselect", "Deselect all", ("Ctrl+Shift+D",), scope=TIMELINE),
        _A("edit.delete", "Delete", ("Del",), scope=("canvas", "media", "history", "queue"), icon="trash"),
        _A("edit.rename", "Rename", ("F2",), scope=LISTS, icon="pencil-simple"),
    ),
    (_A("edit.find", "Find in project…", ("Ctrl+F",), icon="magnifying-glass"),),
    (_A("edit.preferences", "Preferences…", ("Ctrl+,",), icon="gear"),),
)

_VIEW = _menu(
    "View",
    (
        _A("canvas.zoom_in", "Zoom in", ("Ctrl++", "Ctrl+="), icon="magnifying-glass-plus"),
        _A("canvas.zoom_out", "Zoom out", ("Ctrl+-",), icon="magnifying-glass-minus"),
        _A("canvas.fit", "Fit picture", ("Ctrl+0",), icon="corners-out"),
        _A("canvas.actual_size", "Actual size (100 %)", ("Ctrl+1",)),
    ),
    (
        _A("tool.select", "Select", ("V",), scope=CANVAS, icon="selection", checkable=True, checked=True),
        _A("tool.lasso", "Lasso", ("L",), scope=CANVAS, icon="polygon", checkable=True, needs=MASKED),
        _A("tool.brush", "Brush", ("B",), scope=CANVAS, icon="paint-brush", checkable=True, needs=MASKED),
        _A("tool.eraser", "Eraser", ("E",), scope=CANVAS, icon="eraser", checkable=True, needs=MASKED),
        _A("tool.colour", "Select by colour", ("W",), scope=CANVAS, icon="magic-wand", checkable=True, needs=MASKED),
        _A("tool.object", "Object in a box", ("Q",), scope=CANVAS, icon="bounding-box", checkable=True, needs=MASKED),
        _A("mask.smaller", "Smaller brush", ("[",), scope=CANVAS, needs=MASKED),
        _A("mask.larger", "Larger brush", ("]",), scope=CANVAS, needs=MASKED),
        _A("mask.invert", "Invert mask", ("Shift+V",), scope=CANVAS, icon="selection-inverse", needs=MASKED),
        _A("mask.clear", "Clear mask", ("Ctrl+D",), scope=CANVAS, icon="selection-slash"),
        _A("mask.from_alpha", "Mask from transparency", needs=MASKED),
        _A("mask.use_former", "Use the mask of the turn before", icon="selection-plus", needs=MASKED),
    ),
    (
        _A("view.compare", "Compare before and after", ("M",), scope=CANVAS, icon="square-half", checkable=True),
        _A("view.swap", "Swap sides", ("C",), scope=CANVAS, icon="swap"),
        _A("canvas.show_in_history", "Show in history", icon="git-branch"),
        _A("view.timeline", "Show timeline in viewer", ("Ctrl+T",), icon="monitor-play", checkable=True),
    ),
    (
        _A("history.find", "Search history", ("/",), scope=HISTORY, icon="magnifying-glass"),
        _A("history.zoom_in", "Zoom in on history", ("+", "="), scope=HISTORY),
        _A("history.zoom_out", "Zoom out on history", ("-",), scope=HISTORY),
        _A("history.fit", "Fit history", ("0",), scope=HISTORY),
    ),
    (
        _A("view.theme", "Light theme", icon="sun", checkable=True),
        _A("view.full_screen", "Full screen", ("F11",), icon="arrows-out", checkable=True),
        _A("view.palette", "Command palette…", ("Ctrl+Shift+P",), icon="command"),
    ),
)

_CLIP = _menu(
    "Clip",
    (
        _A("clip.edit", "Edit by instruction…", ("Ctrl+Return",), scope=TIMELINE, icon="magic-wand", needs=EDIT),
        _A("clip.extend", "Extend clip…", ("X",), scope=TIMELINE, icon="arrow-line-right", needs=EXTEND),
        _A("clip.animate", "Animate still…", icon="film-strip", needs=ANIMATE),
        _A("clip.ask", "Ask about clip…", ("Q",), scope=TIMELINE, icon="chat-circle-text", needs=ASK),
    ),
    (
        _A("clip.select_here", "Select clip under playhead", ("Shift+V",), scope=TIMELINE),
        _A("clip.split", "Split at playhead", ("Ctrl+K", "S"), scope=TIMELINE, icon="scissors"),
        _A("clip.trim_start", "Trim start to playhead", ("[",), scope=TIMELINE),
        _A("clip.trim_end", "Trim end to playhead", ("]",), scope=TIMELINE),
        _A("clip.lift", "Lift", ("Del",), scope=TIMELINE),
        _A("clip.ripple_delete", "Ripple delete", ("Shift+Del",), scope=TIMELINE, icon="trash"),
        _A("clip.duplicate", "Duplicate", ("Ctrl+D",), scope=TIMELINE, icon="copy-simple"),
        _A("clip.paste_over", "Paste over what is there", ("Ctrl+Shift+V",), scope=TIMELINE),
    ),
    (
        _A("clip.insert", "Insert", (",",), scope=PLACING),
        _A("clip.overwrite", "Overwrite", (".",), scope=PLACING),
        _A("clip.append", "Append to timeline", ("Shift+A",), scope=PLACING),
        _A("clip.match_frame", "Match frame", ("F",), scope=TIMELINE),
        _A("clip.use_frame", "Open frame in canvas", ("Shift+F",), scope=VIEWERS, icon="image"),
    ),
)

_TIMELINE_MENU = _menu(
    "Timeline",
    (
        _A("timeline.select", "Select tool", ("V",), scope=TIMELINE, icon="cursor", checkable=True),
        _A("timeline.blade", "Blade tool", ("B",), scope=TIMELINE, icon="scissors", checkable=True),
        _A("timeline.ripple", "Ripple tool", ("R",), scope=TIMELINE, icon="arrow-line-left", checkable=True),
        _A("timeline.roll", "Roll tool", ("N",), scope=TIMELINE, icon="arrows-left-right", checkable=True),
        _A("timeline.slip", "Slip tool", ("Y",), scope=TIMELINE, icon="arrows-in-line-horizontal", checkable=True),
    ),
    (
        _A("timeline.snap", "Snapping", ("Ctrl+Shift+M",), icon="magnet", checkable=True),
        _A("timeline.marker", "Add or remove marker", ("M",), scope=TIMELINE, icon="flag"),
        _A("timeline.previous_marker", "Previous marker", ("Shift+Up",), scope=VIEWERS),
        _A("timeline.next_marker", "Next marker", ("Shift+Down",), scope=VIEWERS),
        _A("timeline.markers", "Markers…", ("Shift+M",), scope=TIMELINE, icon="list-bullets"),
        _A("timeline.add_video_track", "Add video track", icon="film-strip"),
        _A("timeline.add_audio_track", "Add audio track", icon="speaker-high"),
    ),
    (
        _A("timeline.zoom_in", "Zoom in on timeline", ("+", "="), scope=TIMELINE, icon="magnifying-glass-plus"),
        _A("timeline.zoom_out", "Zoom out on timeline", ("-",), scope=TIMELINE, icon="magnifying-glass-minus"),
        _A("timeline.fit", "Fit timeline", ("0",), scope=TIMELINE),
    ),
    (
        _A("timeline.new", "New timeline", icon="plus"),
        _A("timeline.rename", "Rename timeline", icon="pencil-simple"),
        _A("timeline.duplicate", "Duplicate timeline", icon="copy-simple"),
        _A("timeline.delete", "Delete timeline", icon="trash"),
        _A("timeline.next", "Next timeline", ("Ctrl+PgDown",)),
        _A("timeline.previous", "Previous timeline", ("Ctrl+PgUp",)),
    ),
)

_GENERATE = _menu(
    "Generate",
    (
        _A("generate.run", "Generate", ("Ctrl+Return",), scope=("canvas", "inspector"), icon="sparkle"),
        _A("generate.next", "Generate next in queue", ("Ctrl+Shift+Return",)),
        _A("generate.focus", "Go to the instruction", ("Ctrl+L",), icon="pencil-line"),
        _A("generate.ask", "Ask about what is shown", ("Ctrl+Shift+A",), icon="chat-circle", needs=ASK),
        _A("generate.reuse", "Use its words and numbers again", icon="arrow-counter-clockwise"),
        _A("generate.replay", "Replay with the same seed", icon="repeat"),
    ),
    (
        _A("queue.pause", "Pause queue", icon="pause", checkable=True),
        _A("queue.cancel", "Cancel current job", ("Shift+X",), icon="x-circle"),
        _A("queue.cancel_waiting", "Cancel all waiting jobs"),
        _A("queue.cancel_selected", "Cancel selected jobs"),
        _A("queue.retry_all", "Try all failed jobs again", icon="arrow-clockwise"),
        _A("queue.clear", "Clear queue", ("Ctrl+Shift+X",)),
    ),
    (
        _A("engine.choose", "Choose model…", icon="cube"),
        _A("engine.restart", "Restart engine", icon="arrows-clockwise"),
    ),
)

_PLAYBACK = _menu(
    "Playback",
    (
        _A("playback.play", "Play or pause", ("Space",), scope=VIEWERS, icon="play"),
        _A("playback.backward", "Shuttle backward", ("J",), scope=VIEWERS, icon="rewind"),
        _A("playback.stop", "Stop", ("K",), scope=VIEWERS, icon="stop"),
        # The canvas has its lasso on L where there is something to mask.
        _A("playback.forward", "Shuttle forward", ("L",), scope=VIEWERS, icon="fast-forward", yields_to="tool.lasso"),
    ),
    (
        _A("playback.previous_frame", "Previous frame", ("Left",), scope=VIEWERS, icon="caret-left"),
        _A("playback.next_frame", "Next frame", ("Right",), scope=VIEWERS, icon="caret-right"),
        _A("playback.second_back", "One second back", ("Shift+Left",), scope=VIEWERS),
        _A("playback.second_on", "One second on", ("Shift+Right",), scope=VIEWERS),
        _A("playback.previous_cut", "Previous cut", ("Up",), scope=VIEWERS, icon="skip-back"),
        _A("playback.next_cut", "Next cut", ("Down",), scope=VIEWERS, icon="skip-forward"),
        _A("playback.start", "Go to start", ("Home",), scope=VIEWERS),
        _A("playback.end", "Go to end", ("End",), scope=VIEWERS),
    ),
    (
        _A("playback.set_in", "Set in point", ("I",), scope=VIEWERS),
        _A("playback.set_out", "Set out point", ("O",), scope=VIEWERS),
        _A("playback.go_in", "Go to in point", ("Shift+I",), scope=VIEWERS),
        _A("playback.go_out", "Go to out point", ("Shift+O",), scope=VIEWERS),
        _A("playback.clear_range", "Clear in and out", ("Alt+X",), scope=VIEWERS),
    ),
)

_WINDOW = _menu(
    "Window",
    (
        _A("workspace.picture", "Picture workspace", ("Ctrl+Alt+1",), icon="image", checkable=True),
        _A("workspace.film", "Film workspace", ("Ctrl+Alt+2",), icon="film-strip", checkable=True),
        _A("workspace.ask", "Ask workspace", ("Ctrl+Alt+3",), icon="chat-circle-text", checkable=True),
    ),
    (
        _A("window.next_panel", "Next panel", ("F6",)),
        _A("window.previous_panel", "Previous panel", ("Shift+F6",)),
    ),
    (_A("window.reset_layout", "Reset layout", icon="layout"), _A("window.save_layout", "Save layout")),
)

_HELP = _menu(
    "Help",
    (
        _A("help.shortcuts", "Keyboard shortcuts", ("?",), icon="keyboard"),
        _A("help.tour", "Tour", icon="compass"),
        _A("help.sample", "Open the sample project", icon="package"),
        _A("help.abilities", "What the model can do", icon="sparkle"),
    ),
    (_A("help.copy_log", "Copy log"), _A("help.open_log_folder", "Open log folder")),
    (_A("help.licences", "Licences", icon="scales"), _A("help.about", "Version and log", icon="info")),
)

FIELD_KEYS = tuple(
    _A(f"field.{name}", text, (key,), menu=mark("While writing an instruction or a message"))
    for name, text, key in (
        ("send", mark("Send"), "Return"),  # English: a key's name
        ("ahead", mark("Send before all that waits"), "Ctrl+Shift+Return"),
        ("line", mark("New line"), "Shift+Return"),
        ("former", mark("What was sent before"), "Alt+Up"),
        ("later", mark("What was sent after that"), "Alt+Down"),
    )
)
"""Keys of the prompt fields themselves, for the list of keys: no actions, because nothing else may trigger them."""

ACTIONS: tuple[ActionSpec, ...] = (
    _FILE + _EDIT + _VIEW + _CLIP + _TIMELINE_MENU + _GENERATE + _PLAYBACK + _WINDOW + _HELP
)
