"""XML of the bindings: plans compiled from the schema data, and the writer, reader and checker that follow them."""
