"""The guesses about undocumented behaviour name files that exist."""

import tomllib
from pathlib import Path

REPOSITORY = Path(__file__).parents[2]


def test_every_file_that_a_guess_names_exists():
    guesses = tomllib.loads((REPOSITORY / "spec" / "guesses.toml").read_text("utf-8"))["guess"]
    named = {
        (guess["id"], path)
        for guess in guesses
        for path in ([guess["used_in"]] if isinstance(guess["used_in"], str) else guess["used_in"])
    }
    assert len(named) > len(guesses) / 2
    assert [(guess, path) for guess, path in sorted(named) if not (REPOSITORY / path).exists()] == []
