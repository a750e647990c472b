import json
import os
import subprocess
import sys
import unittest

from .support import PYTHON

from lattice_worker.channel import Channel, finite
from lattice_worker.failure import WorkerFailure
from lattice_worker.interrupt import Interrupt

NOISY = """
import os, subprocess, sys
from lattice_worker.channel import Channel
channel = Channel.open()
print("a bar |###   |", end="")
subprocess.run(["echo", "a child"])
os.write(1, b"native code")
channel.emit({"type": "metric", "loss": float("nan"), "text": "two\\nlines \\u2028"})
print("more")
"""


class ChannelTest(unittest.TestCase):
    def test_nothing_but_events_reaches_the_event_channel(self) -> None:
        done = subprocess.run([sys.executable, "-c", NOISY], cwd=PYTHON, capture_output=True, check=True)
        lines = done.stdout.decode().split("\n")
        self.assertEqual(len(lines), 2)
        self.assertEqual(json.loads(lines[0]), {"type": "metric", "loss": "NaN", "text": "two\nlines \u2028"})
        for noise in (b"a bar", b"a child", b"native code", b"more"):
            self.assertIn(noise, done.stderr)

    def test_numbers_that_json_lacks_travel_as_texts(self) -> None:
        value = {"a": [float("inf"), -float("inf")], "b": (float("nan"), 1.5, 2)}
        self.assertEqual(finite(value), {"a": ["Infinity", "-Infinity"], "b": ["NaN", 1.5, 2]})

    def test_a_decision_takes_its_own_line_and_no_byte_more(self) -> None:
        channel, answers, _ = self.open(b'{"type":"continue"}\n{"type":"stop","reason":"x"}\nrest')
        decision = channel.decide({"type": "metric"}, ("continue", "stop"), Interrupt())
        self.assertEqual(decision, {"type": "continue"})
        decision = channel.decide({"type": "metric"}, ("continue", "stop"), Interrupt())
        self.assertEqual(decision["reason"], "x")
        self.assertEqual(os.read(answers, 10), b"rest")

    def test_a_wrong_decision_is_refused(self) -> None:
        for line in (b"no json\n", b'{"type":"jump"}\n', b'{"type":"stop"}\n', b'{"type":"begin"}\n', b""):
            channel, _, _ = self.open(line)
            with self.assertRaises(WorkerFailure) as caught:
                channel.decide({"type": "metric"}, ("continue", "stop"), Interrupt())
            self.assertEqual(caught.exception.kind, "job", line)

    def open(self, text: bytes) -> tuple[Channel, int, int]:
        answers, writer = os.pipe()
        os.write(writer, text)
        os.close(writer)
        events, sink = os.pipe()
        for descriptor in (answers, events, sink):
            self.addCleanup(os.close, descriptor)
        return Channel(sink, answers), answers, events


if __name__ == "__main__":
    unittest.main()
