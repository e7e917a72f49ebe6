"""``python -m tools.spec sync PAGE``: updates table and date of an API, and lists the changes that the XSDs need."""
