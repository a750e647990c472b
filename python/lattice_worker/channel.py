"""The two ends of the wire: events out, decisions in.

Events leave on a private copy of fd 1, and fd 1 itself then points at stderr: whatever prints, draws a bar or
writes from C lands in the log and can't tear a line. Decisions are read from fd 0 byte by byte, so that nothing
behind the newline is taken from the process that reads next (a host and its children share one stdin).
"""

import json
import math
import os
import select
from collections.abc import Callable
from typing import Any

from .failure import WorkerFailure
from .interrupt import Interrupt

Event = dict[str, Any]
Emit = Callable[[Event], None]


class Channel:
    def __init__(self, events: int, decisions: int = 0) -> None:
        self.events = events
        self._decisions = decisions

    @classmethod
    def open(cls) -> "Channel":
        events = os.dup(1)
        os.set_inheritable(events, False)
        os.dup2(2, 1)
        return cls(events)

    def emit(self, event: Event) -> None:
        line = json.dumps(finite(event), ensure_ascii=False, allow_nan=False, separators=(",", ":"))
        data = line.encode("utf-8", "replace") + b"\n"
        while data:
            data = data[os.write(self.events, data) :]

    def read_line(self) -> bytes | None:
        """The next line of stdin without its newline, or None at its end."""
        line = bytearray()
        while byte := os.read(self._decisions, 1):
            if byte == b"\n":
                return bytes(line)
            line += byte
        return None

    def decide(self, event: Event, expected: tuple[str, ...], interrupt: Interrupt) -> dict[str, Any]:
        """Emits an event that says `decide: true` and waits for its one decision. @raises Interrupted"""
        from .protocol import validated

        self.emit(event)
        # Interrupted only while nothing has come: half a line taken would leave the other half for a host's next job.
        with interrupt:
            select.select([self._decisions], [], [])
        line = self.read_line()
        if line is None:
            raise WorkerFailure("job", f"stdin ended while `{event['type']}` waited for a decision.")
        decision = validated("decision", _parsed(line))
        if decision["type"] not in expected:
            raise WorkerFailure(
                "job", f"`{event['type']}` waits for {' or '.join(expected)}, and got `{decision['type']}`."
            )
        return decision


def finite(value: Any) -> Any:
    """The value with every number that JSON can't hold as its name on the wire."""
    if isinstance(value, float):
        if math.isnan(value):
            return "NaN"
        if math.isinf(value):
            return "Infinity" if value > 0 else "-Infinity"
        return value
    if isinstance(value, dict):
        return {key: finite(each) for key, each in value.items()}
    if isinstance(value, list | tuple):
        return [finite(each) for each in value]
    return value


def _parsed(line: bytes) -> Any:
    try:
        return json.loads(line)
    except ValueError as error:
        raise WorkerFailure("job", f"A line on stdin is not JSON: {line[:80]!r}.") from error
