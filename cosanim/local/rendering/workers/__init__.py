"""Worker processes, which decode untrusted videos and render them."""
