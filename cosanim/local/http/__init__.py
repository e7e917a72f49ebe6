"""HTTP of the local service: server, application, routing, authentication, requests and responses."""
