"""The commands of ``python -m tools.spec``: rows, check, diff and sync."""
