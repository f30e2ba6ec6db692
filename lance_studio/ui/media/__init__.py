"""The media bin: everything that the project has to show, and where files come in."""
