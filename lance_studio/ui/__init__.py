"""The window: a folder per panel, with widgets in `view.py` and their observable state in `presenter.py`."""
