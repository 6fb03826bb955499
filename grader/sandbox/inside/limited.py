"""Limits itself and becomes another program: ``limited.py '{"AS": 1}' PROGRAM ...``."""

from __future__ import annotations

import json
import os
import resource
import sys


def main() -> None:
    """Apply the limits of the first argument (``RLIMIT_`` names to numbers), then run the rest."""
    for name, value in json.loads(sys.argv[1]).items():
        which = getattr(resource, f"RLIMIT_{name}")
        _, hard = resource.getrlimit(which)
        if hard != resource.RLIM_INFINITY:
            value = min(value, hard)
        resource.setrlimit(which, (value, value))
    os.execv(sys.argv[2], sys.argv[2:])  # noqa: S606 - it becomes the kernel


if __name__ == "__main__":
    main()
