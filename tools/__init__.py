"""Tools for maintainers: generation of the bindings, checks, the demo and benchmarks."""
