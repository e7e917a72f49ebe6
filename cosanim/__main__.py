"""Runs the command line for ``python -m cosanim``."""

from cosanim.cli import main

if __name__ == "__main__":
    main()
