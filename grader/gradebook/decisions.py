"""What the engine decided, kept for everybody who gives the same answer, and for every regrade."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime

from sqlalchemy import delete, select
from sqlalchemy.orm import InstrumentedAttribute

from grader.codec import decision_from_json, decision_to_json
from grader.gradebook.database import Database
from grader.gradebook.rows import insert_all_new, lots
from grader.gradebook.schema import DecisionRow
from grader.records import Decision


class Decisions:
    """The decisions in a gradebook, under names that hold all that they depend on."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def of(self, keys: Iterable[str]) -> dict[str, Decision]:
        """The decisions that were kept under these keys."""
        return self._by(DecisionRow.key, keys)

    def but_credits(self, names: Iterable[str]) -> dict[str, Decision]:
        """Decisions by the name that they share with those made under other credits."""
        return self._by(DecisionRow.but_credits, names)

    def keep(
        self,
        decisions: Mapping[str, tuple[str, Decision]],
        *,
        at: datetime,
        version: str,
        but_credits: Mapping[str, str | None] | None = None,
        instead: bool = False,
    ) -> None:
        """Keep decisions; what is there under a key already stays.

        Args:
            decisions: By key, each with its part.
            at: Now.
            version: Of the grader that decided.
            but_credits: By key, the name that they share with decisions under other credits.
            instead: Put them in the place of what is there.
        """
        shared = but_credits or {}
        rows = [
            {
                "key": key,
                "but_credits": shared.get(key),
                "part": part,
                "at": at,
                "version": version,
                "content": decision_to_json(decision),
            }
            for key, (part, decision) in decisions.items()
        ]
        if not rows:
            return
        with self._database.writing() as session:
            for lot in lots(decisions if instead else ()):
                session.execute(delete(DecisionRow).where(DecisionRow.key.in_(lot)))
            insert_all_new(session, DecisionRow, rows)

    def _by(
        self,
        column: InstrumentedAttribute[str] | InstrumentedAttribute[str | None],
        names: Iterable[str],
    ) -> dict[str, Decision]:
        found: dict[str, Decision] = {}
        with self._database.reading() as session:
            for lot in lots(names):
                rows = session.execute(select(column, DecisionRow.content).where(column.in_(lot)))
                found.update({name: decision_from_json(content) for name, content in rows if name})
        return found
