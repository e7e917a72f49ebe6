"""HTTP layer: sessions and connections, signing, time-outs and deadlines, retries, and replies."""
