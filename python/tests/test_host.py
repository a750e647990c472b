import json
import os
import queue
import signal
import subprocess
import sys
import threading
import time
import unittest

from .support import (
    PYTHON, OneModelTest, ask, choose, common, start_worker, wire_model, write_json, write_lines,
)  # fmt: skip
from .test_lifeline import seconds_until_gone
from .training import SCHEDULE, train_job

from lattice_worker.protocol import problem_with


class Worker:
    """A running worker, its events read by a thread so that no test waits for ever."""

    def __init__(self, *arguments: str, **options) -> None:
        self.process = start_worker(*arguments, **options)
        self._lines: queue.Queue = queue.Queue()
        threading.Thread(target=self._read, daemon=True).start()

    def _read(self) -> None:
        for line in self.process.stdout:
            self._lines.put(json.loads(line))
        self._lines.put(None)

    def next(self, timeout: float = 60) -> dict | None:
        return self._lines.get(timeout=timeout)

    def until(self, kind: str) -> list[dict]:
        """Events up to and including the first of that type."""
        events = []
        while not events or events[-1]["type"] != kind:
            event = self.next()
            if event is None:
                raise AssertionError(f"the worker ended before {kind}: {events}")
            events.append(event)
        return events

    def write(self, message: dict) -> None:
        self.process.stdin.write(json.dumps(message).encode() + b"\n")
        self.process.stdin.flush()

    def close(self) -> int:
        self.process.stdin.close()
        return self.process.wait(timeout=10)

    def kill(self) -> None:
        if self.process.poll() is None:
            os.killpg(self.process.pid, signal.SIGKILL)
            self.process.wait()
        self.process.stdout.close()
        self.process.stdin.close()


class HostTest(OneModelTest):
    def job(self, name: str, count: int, **sampling) -> str:
        asks = [ask(f"k{at}", "help", seed=at, **sampling) for at in range(count)] + [choose("c", "rate", ["1", "2"])]
        return write_json(
            os.path.join(self.folder, f"{name}.json"),
            {
                **common(),
                "kind": "answer",
                "model": wire_model(self.model),
                "asks": write_lines(os.path.join(self.folder, f"{name}.jsonl"), asks),
                "answered": None,
                "batch_size": 2,
                "max_length": None,
            },
        )

    @classmethod
    def host(cls) -> Worker:
        """One host for all tests: to load the libraries again for each would take minutes."""
        if not hasattr(cls, "_host"):
            cls._host = Worker("--host")
            cls.addClassCleanup(cls._host.kill)
            assert cls._host.next()["type"] == "host"
        return cls._host

    def ask_host(self, path: str) -> Worker:
        self.host().write({"type": "job", "path": path})
        return self.host()

    def test_one_job_and_a_host_tell_the_same(self) -> None:
        path = self.job("both", 5)
        single = Worker(path)
        self.addCleanup(single.kill)
        alone = single.until("done")
        self.assertEqual(single.close(), 0)
        self.assertEqual([alone[0]["type"], alone[0]["pid"]], ["ready", single.process.pid])
        for _ in range(2):
            events = self.ask_host(path).until("exited")
            self.assertEqual(events.pop(), {"type": "exited", "code": 0, "signal": None}, events)
            self.assertNotEqual(events[0]["pid"], self.host().process.pid)
            self.assertEqual(events[1:], alone[1:])
            for event in events:
                self.assertIsNone(problem_with("event", event), event)

    def test_a_host_survives_bad_jobs_a_killed_child_and_ctrl_c(self) -> None:
        host = self.host()
        host.write({"type": "continue"})  # came too late for a job that had ended
        host.process.stdin.write(b"{torn\n")
        host.write({"type": "job", "path": "/no/such/job"})
        for _ in range(2):
            events = host.until("exited")
            self.assertEqual([event["type"] for event in events], ["error", "exited"])
            self.assertIsNone(problem_with("host", events[-1]))
        self.ask_host(self.job("slow", 400, max_new_tokens=200))
        os.kill(host.until("ready")[-1]["pid"], signal.SIGKILL)
        self.assertEqual(host.until("exited")[-1], {"type": "exited", "code": None, "signal": 9})
        os.kill(host.process.pid, signal.SIGINT)
        self.assertEqual(self.ask_host(self.job("again", 1)).until("exited")[-1]["code"], 0)

    def test_sigint_ends_after_the_batch_and_a_second_one_at_once(self) -> None:
        path = self.job("long", 400, max_new_tokens=200, temperature=0.1)
        for times in (1, 2):
            host = self.ask_host(path)
            child = host.until("ready")[-1]["pid"]
            host.until("batch")
            for _ in range(times):
                os.kill(child, signal.SIGINT)
                time.sleep(0.002)
            events = host.until("exited")
            self.assertEqual(events.pop(), {"type": "exited", "code": 130, "signal": None})
            if times == 1:
                self.assertEqual((events[-1]["type"], events[-1]["kind"]), ("error", "interrupted"))
                kinds = [event["type"] for event in events[:-1] if event["type"] != "progress"]
                self.assertEqual(kinds[-1:], ["batch"] if kinds else [])

    def test_a_training_obeys_decisions_and_saves_before_it_is_interrupted(self) -> None:
        job = train_job(self.folder, self.model, output=os.path.join(self.folder, "out"))
        path = write_json(os.path.join(self.folder, "train.json"), job)
        begin = {**SCHEDULE, "max_steps": 10_000, "eval_steps": 2, "save_steps": 9000}
        for reason in ("stop", "interrupt"):
            host = self.ask_host(path)
            child = host.until("ready")[-1]["pid"]
            host.until("prepared")
            host.write(begin)
            for _ in range(2):
                while not (metric := host.until("metric")[-1])["decide"]:
                    pass
                host.write({"type": "continue"})
            self.assertEqual(metric["global_step"], 4)
            if reason == "stop":
                while not (metric := host.until("metric")[-1])["decide"]:
                    pass
                host.write({"type": "stop", "reason": "enough"})
                events = host.until("exited")
                self.assertEqual(events[-2]["result"]["stopped"], "enough")
                self.assertEqual(events[-1]["code"], 0)
            else:
                os.kill(child, signal.SIGINT)
                events = host.until("exited")
                self.assertEqual((events[-2]["type"], events[-2].get("kind")), ("error", "interrupted"))
                self.assertEqual(events[-1]["code"], 130)
            saved = next(event for event in events if event["type"] == "checkpoint")
            self.assertTrue(os.path.isfile(os.path.join(saved["path"], "trainer_state.json")))

    def test_a_host_and_its_child_die_with_the_parent(self) -> None:
        script = (
            "import os, subprocess, sys, json\n"
            "end, ours = os.pipe()\n"
            "worker = subprocess.Popen([sys.executable, '-m', 'lattice_worker', '--host'], pass_fds=[end],\n"
            "    stdin=subprocess.PIPE, start_new_session=True, env={**os.environ, 'LATTICE_LIFELINE_FD': str(end)})\n"
            "os.close(end)\n"
            "worker.stdin.write(json.dumps({'type': 'job', 'path': sys.argv[1]}).encode() + b'\\n')\n"
            "worker.stdin.flush()\n"
            "worker.wait()\n"
        )
        path = self.job("endless", 400, max_new_tokens=200)
        parent = subprocess.Popen(
            [sys.executable, "-c", script, path], cwd=PYTHON, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL
        )
        host = json.loads(parent.stdout.readline())["pid"]
        child = json.loads(parent.stdout.readline())["pid"]
        os.kill(parent.pid, signal.SIGKILL)
        self.assertLess(seconds_until_gone(child), 2)
        self.assertLess(seconds_until_gone(host), 2)
        parent.communicate()

    @unittest.skipUnless(sys.platform == "linux", "only Linux forks")
    def test_the_libraries_start_no_thread_and_open_no_gpu(self) -> None:
        host = self.ask_host("/no/such/job")
        host.until("exited")
        self.assertEqual(os.listdir(f"/proc/{host.process.pid}/task"), [str(host.process.pid)])
        folder = f"/proc/{host.process.pid}/fd"
        opened = [os.readlink(os.path.join(folder, name)) for name in os.listdir(folder)]
        self.assertEqual([name for name in opened if "nvidia" in name], [])

    def test_where_forking_is_unsafe_each_job_gets_a_fresh_process(self) -> None:
        script = (
            "from lattice_worker import host\n"
            "from lattice_worker.channel import Channel\n"
            "host.preload = lambda: False\n"
            "host.serve(Channel.open())\n"
        )
        request = json.dumps({"type": "job", "path": "/no/such/job"}).encode() + b"\n"
        out = subprocess.run([sys.executable, "-c", script], cwd=PYTHON, input=request, capture_output=True).stdout
        events = [json.loads(line) for line in out.splitlines()]
        self.assertEqual([event["type"] for event in events], ["host", "error", "exited"])
        self.assertEqual(events[-1]["code"], 1)


if __name__ == "__main__":
    unittest.main()
