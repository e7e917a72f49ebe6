"""``python -m tools.spec check``: compares the tables with the XSDs, and changed pages with their tables."""
