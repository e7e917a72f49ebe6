"""Brings changed documentation pages into the spec: ``python -m tools.spec rows | diff | check | sync``.

pages   read a saved page into rows
facts   what pages, tables and XSDs state: limits, references, the API that a page documents
diff    compare two versions of a page
sync    update a table from its page, and list the changes that the XSDs then need
"""
