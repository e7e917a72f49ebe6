"""XML of the bindings: ``encode`` and ``decode`` stand in ``codec``, ``validate`` in ``validation``.

Both follow plans compiled from the schema data: one writer, one reader, one checker.
"""
