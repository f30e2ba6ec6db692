"""Drafts: projects that have no name and no place of the user's choice yet, kept among the studio's own files."""

from pathlib import Path

from lance_studio import paths


def drafts_dir() -> Path:
    """Return where projects are kept that have no name yet."""
    return paths.data_dir() / "drafts"


def is_draft(path: Path) -> bool:
    """Return whether a project has no name and no place of the user's choice yet."""
    return path.parent == drafts_dir()
