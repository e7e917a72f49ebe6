"""Facts that pages, tables and XSDs state; comparison, diff and sync share these readers."""
