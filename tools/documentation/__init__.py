"""Brings changed documentation pages into the spec: ``python -m tools.spec rows | diff | check | sync``.

pages             read a saved page into rows
page_statements   read types, defaults, limits and references from rows
spec_model        read tables, errata and XSDs, and find the API that a page documents
check             compare the tables with the XSDs, and pages with their tables
diff              compare two versions of a page
sync              update a table from its page, and list the changes that the XSDs then need
commands          the commands of ``tools.spec``, which use these packages
"""
