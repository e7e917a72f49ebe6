"""What pages, tables and XSDs say, each read in one place; comparison, diff and sync work on these facts."""
