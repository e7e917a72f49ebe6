"""A misspelt command or option is answered with those that are similar."""

import pytest


@pytest.mark.parametrize(
    ("words", "suggestion"),
    [
        (["sumbit", "a", "b"], "did you mean 'submit'?"),
        (["SUBMIT"], "did you mean 'submit'?"),
        (["tem", "list"], "did you mean 'template'?"),
        (["describ"], "did you mean 'describe'?"),
        (["template", "lst"], "did you mean 'list'?"),
        (["batch", "waits"], "did you mean 'wait'?"),
        (["queue", "stop"], "`cosanim queue --help` lists the commands"),
        (["xyzzy"], "`cosanim --help` lists the commands"),
        (["batch", "submit", "n", "o", "--dryrun"], "--dry-run"),
        (["submit", "a", "b", "--widht", "3"], "--width"),
    ],
)
@pytest.mark.parametrize("as_json", [False, True])
def test_a_misspelt_word_is_answered_with_a_suggestion(shell, words, suggestion, as_json):
    ran = shell(*words, *(["--json"] if as_json else []))
    assert (ran.code, ran.out) == (2, "")
    assert suggestion in (ran.error["message"] if as_json else ran.err)
