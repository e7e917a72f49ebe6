"""Readers of the spec (tables, errata, XSDs), and functions that find the API and the types for a page."""
