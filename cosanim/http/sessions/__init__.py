"""The sessions that send requests: the client's own connections, or a requests session of the caller."""
