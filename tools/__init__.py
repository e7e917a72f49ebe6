"""What maintainers run: generation of the bindings, checks, the demo and the bench."""
