"""``python -m tools.spec sync PAGE``: updates table and date of an API from its page, and lists what the XSDs need."""
