"""Exports: the picture as PNG, the timeline as MP4, pictures or OTIO."""
