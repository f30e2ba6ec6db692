"""What is chosen, guessed or added when a file's sound is used: each sentence once, by its name."""

from lance_studio.language import fill, mark, translate

SOUND_NOTES = {
    "mixed": mark("{count} sound channels are mixed down to two."),
    "tracks": mark("The file has {count} sound tracks; track {number} is heard."),
    "tracks-marked": mark(
        "The file has {count} sound tracks; track {number} is marked as the one to play, and is heard."
    ),
    "track-unreadable": mark("Sound track {number} cannot be decoded; it is left out."),
    "unreadable": mark("The sound cannot be decoded; the film is silent."),
    "changes": mark("The sound's channels or its sample rate change midway; it is converted throughout."),
    "pauses": mark("Sound is missing in {count} places; silence is heard there."),
    "length-measured": mark("The file does not say how long it is; its length was measured."),
    "length-corrected": mark(
        "Judged by its header the sound lasts {declared:.3f} s; it was measured, and lasts {measured:.3f} s."
    ),
    "picture-later": mark("The picture begins {seconds:.3f} s after the sound; until then its first frame is shown."),
    "sound-later": mark("The sound begins {seconds:.3f} s after the picture; before it is silence."),
    "sound-longer": mark("The sound ends {seconds:.3f} s after the picture; until then the last frame is shown."),
}
"""Templates with named values, by name."""


def sound_note(name: str, **values: object) -> str:
    """Write a sentence on what is chosen, guessed or added.

    Args:
        name: One of `SOUND_NOTES`.
        values: What its template names.

    Returns:
        The sentence.
    """
    return fill(translate(SOUND_NOTES[name]), values)
