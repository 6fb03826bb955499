"""Math-Verify as a process: two LaTeX texts a line in (JSON), a verdict and a time a line out.

Runs under an interpreter that has `math-verify[antlr4_13_2]`; see `bench/equality.py`.
"""

import json
import sys
from time import perf_counter

from math_verify import parse, verify


def main() -> None:
    """Answer line by line."""
    for line in sys.stdin:
        student, reference = json.loads(line)
        start = perf_counter()
        try:
            known = parse(f"${reference}$")
            start = perf_counter()  # the reference is read once for a class
            read = known, parse(f"${student}$")
            verdict = "error" if not all(read) else "equal" if verify(*read) else "different"
        except Exception as error:  # noqa: BLE001 - whatever it raises is its error
            verdict = f"error {type(error).__name__}"
        answer = {"verdict": verdict, "seconds": perf_counter() - start}
        sys.stdout.write(json.dumps(answer) + "\n")
        sys.stdout.flush()


if __name__ == "__main__":
    main()
