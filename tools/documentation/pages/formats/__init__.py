"""Readers of the page formats HTML, Markdown and plain text, which return headings, paragraphs and tables."""
