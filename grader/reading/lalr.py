"""Runs the tables that Lark made of the grammar, and takes steps that change nothing in one.

A number inside brackets climbs through a dozen rules, from an atom to a formula, of which none
does anything. Lark takes each climb by itself; here the state at its end is looked up by the state
that it began in and the terminal ahead, and found once.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any, Final, NamedTuple

from lark import Lark

from grader.reading.applying import Token

_END: Final = Token("$END", "", 0)


class _Reduction(NamedTuple):
    """What a rule does to the stack.

    Attributes:
        size: How many values it takes.
        origin: The rule's name.
        build: Makes one value of them, as the grammar's transformer says.
        passes: Whether that is the one value that it takes, whatever it is.
    """

    size: int
    origin: str
    build: Callable[[list[Any]], Any]
    passes: bool


class Machine:
    """An LALR parser over given terminals.

    Args:
        lark: A grammar with the rule ``start``, compiled for LALR, with a transformer.
    """

    def __init__(self, lark: Lark) -> None:
        self._lark = lark
        parser: Any = lark.parser
        inner = parser.parser.parser
        table = inner.parse_table
        self._start: int = table.start_states["start"]
        self._end: int = table.end_states["start"]
        reductions = {rule: _reduction(rule, build) for rule, build in inner.callbacks.items()}
        self._steps: dict[int, dict[str, int | _Reduction]] = {
            state: {str(kind): reductions.get(target, target) for kind, (_, target) in row.items()}
            for state, row in table.states.items()
        }
        self._climbs: dict[tuple[int, str, str], int] = {}

    def parse(self, tokens: Sequence[Token]) -> Any:
        """What the transformer makes of the terminals.

        Raises:
            UnexpectedInput: Lark's, where no formula goes on with a terminal.
        """
        states, values, steps = [self._start], list[Any](), self._steps
        for token in (*tokens, _END):
            kind = token.type
            while True:
                step = steps[states[-1]].get(kind)
                if type(step) is int:
                    states.append(step)
                    values.append(token)
                    break
                if not isinstance(step, _Reduction):
                    return self._lark.parse(tokens)  # says what is wrong
                size = step.size
                taken = values[-size:] if size else []
                del states[len(states) - size :], values[len(values) - size :]
                values.append(step.build(taken))
                states.append(self._climbed(states[-1], step.origin, kind))
                if states[-1] == self._end:
                    return values[-1]
        raise AssertionError("the last terminal ends every formula")

    def _climbed(self, state: int, origin: str, ahead: str) -> int:
        """The state after a rule was recognised, and all those that only pass its value on."""
        key = state, origin, ahead
        known = self._climbs.get(key)
        if known is None:
            known = self._goto(state, origin)
            step = self._steps[known].get(ahead)
            while isinstance(step, _Reduction) and step.passes:
                known = self._goto(state, step.origin)
                step = self._steps[known].get(ahead)
            self._climbs[key] = known
        return known

    def _goto(self, state: int, origin: str) -> int:
        target: Any = self._steps[state][origin]  # a rule's name is always shifted
        return int(target)


def _reduction(rule: Any, build: Callable[[list[Any]], Any]) -> _Reduction:
    alone = len(rule.expansion) == 1 and not rule.expansion[0].is_term
    passes = alone and rule.options.expand1 and rule.alias is None
    return _Reduction(len(rule.expansion), str(rule.origin.name), build, bool(passes))
