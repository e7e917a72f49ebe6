"""The generator: spec/ (XSD 1.1) to the package cosanim_bindings.

Names, order and Python types come from xsdata's resolved model (``bindings``); facets, occurrence, asserts and
warnings from the component model as xmlschema reads it (``components``), since xsdata merges the facets of
union members and drops asserts. ``rule_check`` checks the asserts, ``schema_data`` writes what was read as Python.
"""
