"""Starts the bulk program of ``tests.bulk.bulk_process``."""

import json
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]


def start(service, journal, rows, *, command=(), **options):
    """Start the program, and return its process; its output can be read as text.

    Args:
        service: The local service.
        journal: The journal.
        rows: Number of rows.
        command: What runs Python, such as a tracer.
        **options: Other arguments of the program.
    """
    credentials = service.credentials
    keys = [credentials.secret_id, credentials.secret_key, credentials.token]
    settings = {"url": service.url, "credentials": keys, "journal": str(journal), "rows": rows, **options}
    return subprocess.Popen(
        [*command, sys.executable, "-m", "tests.bulk.bulk_process", json.dumps(settings)],
        cwd=ROOT,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )


def finish(process):
    """Wait for the end of the program; return its exit code, its results and its messages."""
    output, messages = process.communicate()
    lines = output.splitlines()
    # A killed program may have written a part of its last line.
    results = [json.loads(line) for line in lines[1:] if line.endswith("}")]
    return process.returncode, results, messages
