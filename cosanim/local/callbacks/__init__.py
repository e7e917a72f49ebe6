"""Callbacks of the local service: their destinations, and their delivery."""
