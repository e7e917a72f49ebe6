"""``python -m tools.spec check``: compares the tables with the XSDs, and pages with their tables."""
