# Generated from spec/ by tools/generate.py. Do not edit: change the spec and run `make generate`.
"""Schema data of the bindings, a module for each of their modules."""
