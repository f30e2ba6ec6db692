"""What is converted, chosen, guessed, added or dropped when a file is used: each sentence once, by its name."""

from lance_studio.language import fill, mark, translate

NOTES = {
    # --- films
    "turned": mark("The picture is turned clockwise by {degrees}°, as the file says."),
    "pixel-aspect": mark("Pixels are not square ({aspect}:1): {stored} as stored are shown as {shown}."),
    "interlaced": mark("The film is interlaced; each frame is made of its two fields without combs (bwdif)."),
    "fields": mark("The film is interlaced; the two fields of each frame are shown together."),
    "film-alpha": mark("The film has transparency, which is kept: what lies below shows through."),
    "variable-rate": mark(
        "Frames are shown for different times (variable rate); the rate given is that of most of them."
    ),
    "rate-guessed": mark("The file names no frame rate; {rate} frames a second are assumed."),
    "other-speed": mark("The file plays parts of the film at another speed; its sound is left at its own."),
    "left-out": mark(
        "The film begins in the middle of a group; frames that need what was cut off and are left out: {count}."
    ),
    "end-cut-off": mark("The file was cut off within a frame or a packet; what is incomplete at its end is left out."),
    "video-tracks": mark("The file has {count} video tracks; the first one is used."),
    "short-frames": mark(
        "{count} pictures of the animation are to be shown for {least} ms or less; each is shown for {shown} ms, as "
        "browsers do."
    ),
    # --- colours and pictures
    "hdr": mark(
        "HDR ({kind}) is shown as SDR: up to diffuse white (203 cd/m²) nearly as it is, what is brighter is compressed."
    ),
    "converted": mark("Colours are converted to sRGB ({colours})."),
    "matrix-guessed": mark("The file names no colour matrix; {matrix} is assumed."),
    "depth": mark("{bits} bits a channel are reduced to 8."),
    "profile": mark("Colours are converted from {profile} to sRGB."),
    "profile-unfit": mark(
        "The file embeds {profile}, which cannot be applied to such a picture; it is taken for sRGB."
    ),
    "gamma": mark("Colours are converted to sRGB by the gamma and the primaries that the file names (gAMA, cHRM)."),
    "cmyk": mark("The picture is CMYK without a profile; its colours are guessed."),
    "alpha": mark("Transparent parts stay transparent on the timeline; on its own the picture is seen on white."),
    "page": mark("The file holds {count} pictures; page {page} is used."),
    "camera-jpeg": mark(
        "The JPEG that the camera put into the file is used ({size} pixels); the raw picture ({raw_size}) is not "
        "developed."
    ),
    "first-picture": mark(
        "The file holds {count} pictures, for example an animation; the first one is used as a still."
    ),
    "left-out-depth": mark("The file also holds how far away everything was (depth), which is left out."),
    "left-out-gain-map": mark("The file also holds what HDR displays show brighter (gain map), which is left out."),
    "left-out-film": mark("The file also holds a film or a burst of pictures, which is left out."),
    "merged": mark("The picture has layers; what its program stored as their sum is used."),
    "mirrored": mark("The picture is mirrored, as its camera noted."),
    "camera-turned": mark("The picture is turned clockwise by {degrees}°, as its camera noted."),
    "mirrored-and-turned": mark("The picture is mirrored and turned clockwise by {degrees}°, as its camera noted."),
    # --- sound
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


def note(name: str, **values: object) -> str:
    """Write a sentence on what is converted, guessed or dropped.

    Args:
        name: One of `NOTES`.
        values: What its template names.

    Returns:
        The sentence.
    """
    return fill(translate(NOTES[name]), values)


def with_fields_kept(notes: tuple[str, ...]) -> tuple[str, ...]:
    """Say of an interlaced film that its fields are left as they are.

    Args:
        notes: What `describe` says of the film, which is made of whole frames unless somebody chooses otherwise.

    Returns:
        The same sentences but that one.
    """
    return tuple(note("fields") if one == note("interlaced") else one for one in notes)
