"""From a changed page of the documentation to the spec: ``python -m tools.spec rows | diff | check | sync``.

pages   read a saved page into rows
facts   what pages, tables and XSDs say, each read in one place: limits, references, which API a page documents
diff    two versions of a page
sync    a table brought up to its page, and what the XSDs then need
"""
