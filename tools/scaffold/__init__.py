"""``python -m tools.spec scaffold PAGE --api NAME``: a first XSD, table and sources entry for a new API."""
