"""XML layer: encodes, decodes and validates objects of the bindings, driven by plans compiled from the schema."""
