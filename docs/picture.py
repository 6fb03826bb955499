"""Draws docs/feedback.png, a part of a feedback page, with Chromium.

    make demo
    python docs/picture.py demo/feedback/hana.html penalized_updates.euclidean

The page fetches MathJax from the net; `--mathjax` names the file of a copy instead.
"""

from __future__ import annotations

import argparse
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path
from tempfile import TemporaryDirectory

PICTURE = Path(__file__).with_name("feedback.png")
SIZE = "880,876"
BROWSERS = ("chromium", "chromium-browser", "google-chrome", "chrome")
WAIT_MS = 20_000
"""Of the page's own time, in which MathJax sets its formulas."""


def from_part_on(page: str, part: str, mathjax: Path | None) -> str:
    """The page without what stands above the question of a part.

    Args:
        page: As `grader feedback` writes it.
        part: Id of a part that has an answer on the page.
        mathjax: A copy that lies beside the page may run then, and nothing keeps it from it.
    """
    answer = page.index(f"# answer: {part}\n")
    question = page.rindex("<article", 0, page.rindex("<article", 0, answer))
    head = page[: page.index("<body>")]
    if mathjax is not None:
        head = re.sub(r'<meta http-equiv="Content-Security-Policy"[^>]*>', "", head)
        head = re.sub(r'(?<=<script async src=")[^"]*', mathjax.resolve().as_uri(), head)
    return f"{head}<body><main>{page[question:]}"


def draw(page: str, picture: Path) -> None:
    """Have a browser show a page and keep what it shows.

    Raises:
        SystemExit: There is no browser, or it fails.
    """
    browser = next(filter(None, map(shutil.which, BROWSERS)), None)
    if browser is None:
        sys.exit(f"There is none of {', '.join(BROWSERS)} here.")
    with TemporaryDirectory() as folder:
        file = Path(folder) / "page.html"
        file.write_text(page, encoding="utf-8")
        options = [
            "--headless",
            "--hide-scrollbars",
            "--allow-file-access-from-files",
            f"--window-size={SIZE}",
            f"--virtual-time-budget={WAIT_MS}",
            f"--user-data-dir={folder}/profile",
            f"--screenshot={picture.resolve()}",
            *(["--no-sandbox"] if os.geteuid() == 0 else []),
        ]
        subprocess.run([browser, *options, file.as_uri()], check=True, stderr=subprocess.DEVNULL)


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("page", type=Path)
    parser.add_argument("part")
    parser.add_argument("--mathjax", type=Path, help="tex-chtml.js of a copy of MathJax 3")
    given = parser.parse_args()
    source = given.page.read_text(encoding="utf-8")
    draw(from_part_on(source, given.part, given.mathjax), PICTURE)
