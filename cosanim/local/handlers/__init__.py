"""The handlers of the local service, one module for each family of API calls, and one for objects."""
