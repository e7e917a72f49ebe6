"""The client for asyncio: the calls of ``AnimationClient`` as coroutines."""
