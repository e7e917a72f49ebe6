"""Readers of the statements of a page: types, defaults, limits and references."""
