"""Callbacks of the local service: where each goes, and its delivery."""
