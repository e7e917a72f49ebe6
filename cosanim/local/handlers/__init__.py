"""The handlers of the local service, one module for each family of calls."""
