"""Sessions that send requests: with the client's own connections, or with a requests session passed by the caller."""
