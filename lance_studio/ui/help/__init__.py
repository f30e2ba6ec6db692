"""The windows of the help menu: what the model can do, licences, version and log."""
