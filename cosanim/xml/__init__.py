"""Encodes, decodes and validates objects of the bindings: ``codec`` and ``validation`` have the public functions.

All follow plans compiled from the schema data: one writer, one reader, one checker.
"""
