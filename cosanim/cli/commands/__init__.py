"""One module for each command, or for each group of commands. `cosanim.cli.main` imports it when it is called."""
