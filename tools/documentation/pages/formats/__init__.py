"""The formats of pages, HTML, Markdown and plain text: from a file to headings, paragraphs and tables."""
