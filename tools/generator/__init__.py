"""Generates the package cosanim_bindings from spec/ (XSD 1.1).

Names, order and Python types come from the model of xsdata (``bindings``). Facets, occurrence, asserts and warnings
come from the model of xmlschema (``components``), since xsdata merges the facets of union members and drops asserts.
``rule_check`` checks the rules, and ``schema_data`` writes the schema data as Python source.
"""
