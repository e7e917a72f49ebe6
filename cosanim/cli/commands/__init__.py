"""The commands: a module for each group of them. ``cosanim.cli.program`` imports a module when a command is called."""
