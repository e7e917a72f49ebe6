"""Applies each mutant in a fork of this process, and calls the codec with all inputs.

    python -m tests.tools.generator.mutants.run_mutants {schema,codec,generator} [--few COUNT]

Writes to standard output, as JSON, the input or error that killed each mutant; null for mutants that survive. The
expected results are those of the unchanged code, which other tests compare with xmlschema and xsdata.
"""

from __future__ import annotations

import argparse
import functools
import json
import os
import pickle
import random
import resource
import signal
import sys
import tempfile
from typing import TYPE_CHECKING, Any, Final

from tests.tools.generator.mutants.codec_calls import CodecInput, results_of
from tests.tools.generator.mutants.codec_mutants import codec_mutants
from tests.tools.generator.mutants.generator_mutants import generator_mutants
from tests.tools.generator.mutants.mutant import DetectedError
from tests.tools.generator.mutants.schema_mutants import schema_mutants

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from tests.tools.generator.mutants.mutant import Mutant

_CPU_SECONDS: Final = 20
"""Limit of CPU seconds for a mutant; the unchanged code needs one or two."""
MUTANTS: Final[dict[str, Callable[[], list[Mutant]]]] = {
    "schema": schema_mutants,
    "codec": codec_mutants,
    "generator": generator_mutants,
}


def main() -> None:
    """Apply the mutants of one part, and print the reasons."""
    parser = argparse.ArgumentParser()
    parser.add_argument("part", choices=MUTANTS)
    parser.add_argument("--few", type=int, help="apply only this number of each kind")
    arguments = parser.parse_args()
    # A fork creates the corpus, too, since mutants have no effect in a process that has compiled plans.
    corpus = pickle.loads(in_fork(_corpus))  # noqa: S301 - from our own process
    mutants = MUTANTS[arguments.part]()
    chosen = mutants if arguments.few is None else few_of_each_kind(mutants, arguments.few)
    with tempfile.TemporaryDirectory(prefix="cosanim-mutants-") as tempfile.tempdir:  # forks do not remove their files
        reasons = {one.name: _reason_in_fork(one, corpus) for one in chosen}
    json.dump({"all": len(mutants), "reasons": reasons}, sys.stdout)


def few_of_each_kind(mutants: list[Mutant], count: int) -> list[Mutant]:
    """Return some mutants of each kind, spread evenly over the kind."""
    kinds: dict[str, list[Mutant]] = {}
    for mutant in mutants:
        kinds.setdefault(mutant.kind, []).append(mutant)
    return [one for members in kinds.values() for one in members[:: -(-len(members) // count)]]


def in_fork(work: Callable[[], bytes], *, cpu_seconds: int | None = None) -> bytes:
    """Run a function in a fork of this process, and return its result.

    Args:
        work: The function.
        cpu_seconds: Limit of CPU time; None for no limit.

    Raises:
        TimeoutError: The function exceeded the limit.
        RuntimeError: The function failed; standard error has the reason.
    """
    reading, writing = os.pipe()
    child = os.fork()
    if child:
        os.close(writing)
        with os.fdopen(reading, "rb") as pipe:
            result = pipe.read()
        _, status = os.waitpid(child, 0)
        if os.WIFSIGNALED(status) and os.WTERMSIG(status) == signal.SIGXCPU:
            raise TimeoutError(f"the work took more than {cpu_seconds} s")
        if status:
            raise RuntimeError("the work failed; see above")
        return result
    try:
        if cpu_seconds is not None:
            resource.setrlimit(resource.RLIMIT_CPU, (cpu_seconds, resource.RLIM_INFINITY))
        with os.fdopen(writing, "wb") as pipe:
            pipe.write(work())
    except BaseException:  # noqa: BLE001 - the fork must not continue with the code of its parent
        sys.excepthook(*sys.exc_info())
        sys.stderr.flush()
        os._exit(1)
    os._exit(0)


def _corpus() -> bytes:
    from tests.tools.generator.mutants.codec_inputs import codec_inputs

    corpus = [(one, results_of(one)) for one in codec_inputs()]
    # Inputs are shuffled, so that most mutants are killed by one of the first inputs.
    random.Random(1).shuffle(corpus)  # noqa: S311 - no secret
    return pickle.dumps(corpus)


def _reason_in_fork(mutant: Mutant, corpus: Sequence[tuple[CodecInput, list[Any]]]) -> str | None:
    try:
        reason: str | None = json.loads(in_fork(functools.partial(_reason, mutant, corpus), cpu_seconds=_CPU_SECONDS))
    except TimeoutError as error:
        return str(error)  # for example, a pattern that backtracks without end
    return reason


def _reason(mutant: Mutant, corpus: Sequence[tuple[CodecInput, list[Any]]]) -> bytes:
    try:
        mutant.apply()
    except DetectedError as error:
        return json.dumps(str(error)).encode()
    except LookupError as error:
        raise RuntimeError(f"the mutant {mutant.name!r} cannot be applied: keep it up to date") from error
    return json.dumps(_first_difference(mutant, corpus)).encode()


def _first_difference(mutant: Mutant, corpus: Sequence[tuple[CodecInput, list[Any]]]) -> str | None:
    ordered = sorted(corpus, key=lambda item: mutant.types.isdisjoint(item[0].types)) if mutant.types else corpus
    return next((one.what for one, expected in ordered if results_of(one) != expected), None)


if __name__ == "__main__":
    main()
