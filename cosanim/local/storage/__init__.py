"""Storage of the local service: a data folder with a SQLite database and the contents of objects."""
