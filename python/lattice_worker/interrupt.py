"""Ctrl-C, told by our parent. The first one asks for a clean stop, the second one ends the process at once."""

import os
import signal

from .failure import INTERRUPTED, Interrupted


class Interrupt:
    """`asked` becomes true with the first SIGINT; whoever loops looks at it between two units of work."""

    def __init__(self) -> None:
        self.asked = False
        self._waiting = False

    def install(self) -> None:
        signal.signal(signal.SIGINT, self._on_signal)

    def check(self) -> None:
        if self.asked:
            raise Interrupted()

    def __enter__(self) -> None:
        """Inside, nothing is in flight: SIGINT ends the wait by raising Interrupted."""
        self.check()
        self._waiting = True

    def __exit__(self, *_: object) -> None:
        self._waiting = False

    def _on_signal(self, _number: int, _frame: object) -> None:
        if self.asked:
            os._exit(INTERRUPTED)
        self.asked = True
        if self._waiting:
            raise Interrupted()
