"""Lance Studio: generate, edit and question pictures and video with ByteDance's Lance, locally."""

__version__ = "0.1.0"
