"""A preloaded parent. Importing torch and TRL takes seconds; a forked child has them at once.

Nothing here may touch a GPU or start a thread: neither survives a fork. Each job gets a child of its own, so that its
memory is really freed when it ends. The child inherits stdin and the event channel, and only it uses them while it
runs. The host ignores SIGINT: that is for the child, whose pid its `ready` event tells.
"""

import json
import os
import signal
import subprocess
import sys

from . import lifeline
from .channel import Channel
from .failure import FAILED, WorkerFailure, as_failure
from .job import leave, run_job
from .protocol import PROTOCOL, validated


def serve(channel: Channel) -> int:
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    channel.emit({"type": "host", "protocol": PROTOCOL, "pid": os.getpid()})
    preload()
    run = _fork if can_fork() else _spawn
    while (line := channel.read_line()) is not None:
        if line.strip():
            _serve_one(line, channel, run)
    return 0


def preload() -> None:
    """Imports what jobs import, as far as that starts no thread and no device."""
    import datasets  # noqa: F401
    import peft  # noqa: F401
    import torch  # noqa: F401
    import trl  # noqa: F401
    from transformers import AutoModelForCausalLM, AutoTokenizer, LlamaForCausalLM, Trainer  # noqa: F401
    from trl import DPOTrainer, SFTTrainer  # noqa: F401


def can_fork() -> bool:
    """Whether a forked child can use what was imported. If not, each job gets a fresh process: slower, never stuck."""
    if sys.platform != "linux":
        return False
    threads = other_threads()
    if threads:
        print(f"No forking: importing the libraries started the threads {threads}.", file=sys.stderr)
    return not threads


def other_threads() -> list[str]:
    """Names of all threads of this process but the main one (Linux)."""
    main = str(os.getpid())
    names = []
    for task in os.listdir("/proc/self/task"):
        if task != main:
            with open(f"/proc/self/task/{task}/comm", encoding="utf-8") as comm:
                names.append(comm.read().strip())
    return names


def _serve_one(line: bytes, channel: Channel, run) -> None:
    try:
        code = run(_path_of(line), channel)
    except (WorkerFailure, OSError) as error:
        failure = as_failure(error)
        channel.emit({"type": "error", "kind": failure.kind, "message": failure.message, "hint": failure.hint})
        code = FAILED
    # A negative code is a signal, as subprocess counts.
    channel.emit({"type": "exited", "code": code if code >= 0 else None, "signal": -code if code < 0 else None})


def _path_of(line: bytes) -> str:
    try:
        return validated("host_request", json.loads(line))["path"]
    except ValueError as error:
        raise WorkerFailure("job", f"A line on stdin is not JSON: {line[:80]!r}.") from error


def _fork(path: str, channel: Channel) -> int:
    child = os.fork()
    if child == 0:
        code = FAILED
        try:
            # The host's watchdog ends the whole group. Where the host doesn't lead one, each child needs its own.
            if os.getpgrp() != os.getppid():
                lifeline.start()
            code = run_job(path, channel)
        finally:
            leave(code)
    _, status = os.waitpid(child, 0)
    return os.waitstatus_to_exitcode(status)


def _spawn(path: str, channel: Channel) -> int:
    command = [sys.executable, "-m", "lattice_worker", path]
    return subprocess.run(command, stdout=channel.events, check=False).returncode
