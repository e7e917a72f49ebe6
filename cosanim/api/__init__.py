"""The calls of the service, a module for each kind of thing that they are about."""
