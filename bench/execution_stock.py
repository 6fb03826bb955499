"""Run notebooks with stock nbclient, one after the other: ``execution_stock.py NOTEBOOK...``."""

from __future__ import annotations

import sys

import nbformat
from nbclient import NotebookClient

for path in sys.argv[1:]:
    NotebookClient(nbformat.read(path, as_version=4), timeout=60, kernel_name="python3").execute()
