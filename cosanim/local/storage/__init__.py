"""What the local service keeps: a data folder with one SQLite database and the contents of objects."""
