"""``python -m cosanim`` is the command line, as ``cosanim`` is."""

from cosanim.cli import main

if __name__ == "__main__":
    main()
