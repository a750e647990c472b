import os
import signal
import subprocess
import sys
import time
import unittest

from .support import PYTHON

# What the worker does when its parent dies. The last one never gives the interpreter lock back.
BUSY = {
    "python": "while True: pass",
    "sleep": "import time; time.sleep(600)",
    "native": "import ctypes; ctypes.PyDLL(None).sleep(600)",
}
WORKER = """
import os
from lattice_worker import lifeline
watchdog = lifeline.start()
print(os.getpid(), watchdog, flush=True)
os.close(1)
{busy}
"""
PARENT = """
import os, subprocess, sys
end, ours = os.pipe()
worker = subprocess.Popen([sys.executable, "-c", {worker!r}], pass_fds=[end], start_new_session={leads},
    env={{**os.environ, "LATTICE_LIFELINE_FD": str(end)}})
os.close(end)
worker.wait()
"""


class LifelineTest(unittest.TestCase):
    def test_the_worker_dies_with_its_parent_whatever_it_does(self) -> None:
        for name, busy in BUSY.items():
            for leads in (True, False):
                with self.subTest(busy=name, leads=leads):
                    parent, worker, watchdog = start(busy, leads)
                    time.sleep(0.2)
                    os.kill(parent.pid, signal.SIGKILL)
                    self.assertLess(seconds_until_gone(worker), 2)
                    self.assertLess(seconds_until_gone(watchdog), 2)
                    parent.communicate()

    def test_a_worker_that_leads_no_group_takes_nobody_along(self) -> None:
        bystander = subprocess.Popen(["sleep", "60"], process_group=0)
        parent, worker, _ = start(BUSY["sleep"], leads=False, process_group=bystander.pid)
        os.kill(parent.pid, signal.SIGKILL)
        self.assertLess(seconds_until_gone(worker), 2)
        self.assertIsNone(bystander.poll())
        bystander.kill()
        bystander.wait()
        parent.communicate()

    def test_the_watchdog_ends_with_the_worker_and_holds_none_of_its_pipes(self) -> None:
        parent, worker, watchdog = start("os.close(2)\nwhile True: pass", leads=True, stderr=subprocess.PIPE)
        patience = time.monotonic() + 2
        while open_files(watchdog) & {0, 1, 2} and time.monotonic() < patience:
            time.sleep(0.02)
        self.assertEqual(open_files(watchdog) & {0, 1, 2}, set())
        os.kill(worker, signal.SIGKILL)
        # The parent ends too, and then nobody may hold the log open.
        self.assertEqual(parent.communicate(timeout=5)[1], b"")
        self.assertLess(seconds_until_gone(watchdog), 2)

    def test_ctrl_c_doesnt_end_the_watch_not_even_right_after_the_fork(self) -> None:
        parent, worker, watchdog = start(BUSY["sleep"], leads=True)
        os.kill(watchdog, signal.SIGINT)
        time.sleep(0.1)
        os.kill(parent.pid, signal.SIGKILL)
        self.assertLess(seconds_until_gone(worker), 2)
        parent.communicate()

    def test_without_a_lifeline_there_is_no_watchdog(self) -> None:
        for value in ("", "abc", "987"):
            code = "from lattice_worker import lifeline; print(lifeline.start())"
            environment = {**os.environ, "LATTICE_LIFELINE_FD": value}
            out = subprocess.run([sys.executable, "-c", code], cwd=PYTHON, env=environment, capture_output=True)
            self.assertEqual(out.stdout.strip(), b"None", out.stderr)


def start(busy: str, leads: bool, **options) -> tuple[subprocess.Popen, int, int]:
    """A parent of its own group with a worker, whose pid and watchdog it prints."""
    script = PARENT.format(worker=WORKER.format(busy=busy), leads=leads)
    parent = subprocess.Popen(
        [sys.executable, "-c", script], cwd=PYTHON, stdout=subprocess.PIPE, **{"process_group": 0, **options}
    )
    worker, watchdog = (int(part) for part in parent.stdout.readline().split())
    return parent, worker, watchdog


def seconds_until_gone(pid: int) -> float:
    began = time.monotonic()
    while alive(pid) and time.monotonic() - began < 10:
        time.sleep(0.02)
    return time.monotonic() - began


def alive(pid: int) -> bool:
    """A zombie is gone, it is only not yet buried: kill(pid, 0) would call it alive."""
    if sys.platform != "linux":
        state = subprocess.run(["ps", "-o", "state=", "-p", str(pid)], capture_output=True).stdout.strip()
        return bool(state) and not state.startswith(b"Z")
    try:
        with open(f"/proc/{pid}/stat", encoding="utf-8") as stat:
            return stat.read().rpartition(")")[2].split()[0] not in "ZX"
    except FileNotFoundError:
        return False


def open_files(pid: int) -> set[int]:
    if sys.platform != "linux":
        return set()
    return {int(name) for name in os.listdir(f"/proc/{pid}/fd")}


if __name__ == "__main__":
    unittest.main()
