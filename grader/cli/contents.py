"""Which commands there are, what each is for, and which module has it: told without loading any.

A command takes what it needs, some of them a second of it; a list of them must not.
"""

from __future__ import annotations

COMMANDS = {
    "release": (
        "release",
        "Write the notebooks of an assignment, one a student where it has variants.",
    ),
    "grade": (
        "grade",
        "Grade submissions: run, read, decide, score, record. Run again, it does what is not done.",
    ),
    "check": ("check", "Decide one answer to one part."),
    "problems": ("check", "List the course's parts, with kind and points."),
    "compare": (
        "compare",
        (
            "Decide pairs of expressions: equal with a proof, different with a certificate, or "
            "undecided."
        ),
    ),
    "verify": (
        "verify",
        (
            "Check reference against oracle, accepted and refused forms, mistakes, variants, "
            "notebooks."
        ),
    ),
    "regrade": (
        "regrade",
        "Decide stored answers again, without running a notebook; show whose score moves and why.",
    ),
    "review": (
        "review",
        "Decide what the machine could not: once for all who wrote the same.",
    ),
    "feedback": (
        "feedback",
        "Write a feedback page for every student: their notebook with verdicts, points and hints.",
    ),
    "export": (
        "export",
        "Write scores for another system; what was written is read back and checked first.",
    ),
    "report": (
        "report",
        (
            "Difficulty, discrimination, common wrong answers and machine time: a page, plots, a "
            "table."
        ),
    ),
    "integrity": (
        "report",
        "List what a person may want to look at; no grade depends on it.",
    ),
    "doctor": (
        "doctor",
        "Look a notebook over before it is handed in: nothing runs, no answer is judged.",
    ),
    "init": (
        "author",
        "Start a course: settings, a secret, one problem and one assignment.",
    ),
    "gradebook": ("gradebook", "Roster, history, exceptions and backups."),
    "new": ("author", "Write a new problem that already passes its verification."),
}
"""By command: its module in `grader.cli`, which has `register(app)`, and its sentence of help."""

MODULES = tuple(dict.fromkeys(module for module, _ in COMMANDS.values()))
"""Every module with commands, in the order of `grader --help`."""
