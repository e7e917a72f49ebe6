"""Compares the tables with the XSDs, and pages with their tables."""
