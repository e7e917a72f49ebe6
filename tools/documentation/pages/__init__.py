"""Reads documentation pages in three formats into one model of rows.

``read_page`` reads a page file of any format into a ``Page``: its ``rows`` (``Row``), its ``reports``
(``Report``) and its ``document`` of headings, paragraphs, tables and samples. ``PageError`` is raised when
nothing can be read.
"""

from tools.documentation.pages.page import Page, page_of, read_page
from tools.documentation.pages.reports import PageError, Report
from tools.documentation.pages.rows import Row

__all__ = ["Page", "PageError", "Report", "Row", "page_of", "read_page"]
