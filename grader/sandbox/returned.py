"""What a call in the student's process sent back, checked before anyone reads it."""

from __future__ import annotations

from grader.records import JSON, Returned

MAX_ERROR = 500


def returned_from(data: JSON) -> Returned:
    """The record of one call's answer; whatever does not fit is an error, never an exception.

    >>> returned_from({"value": ["int", 3], "arguments_after": []}).value
    ['int', 3]
    >>> returned_from(3).error
    'The call gave nothing that can be read.'
    """
    match data:
        case {"error": str(error), **rest} if error:
            after = rest.get("arguments_after")
            kept = tuple(after) if isinstance(after, list) else ()
            return Returned(error=error[:MAX_ERROR], arguments_after=kept)
        case {"value": value, "arguments_after": list(after)}:
            return Returned(value=value, arguments_after=tuple(after))
        case {"value": value}:
            return Returned(value=value)
    return Returned(error="The call gave nothing that can be read.")
