"""Search over what people wrote and were answered: how texts are compared, the index in the file, and its questions."""
