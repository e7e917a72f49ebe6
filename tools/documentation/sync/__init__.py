"""``python -m tools.spec sync PAGE``: one API's table and date from its changed page, and what the XSDs then need."""
