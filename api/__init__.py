"""The two front doors: the command line and HTTP."""
