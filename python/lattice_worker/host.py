"""A preloaded parent. Importing torch and TRL takes seconds; a forked child has them at once.

Nothing here may touch a GPU or start a thread: neither survives a fork. Where that can't be had, the host starts a
fresh process for each job instead, which is only slower. Each job gets a child of its own, so that its
memory is really freed when it ends. The child inherits stdin and the event channel, and only it uses them while it
runs. The host ignores SIGINT: that is for the child, whose pid its `ready` event tells.
"""

import json
import os
import signal
import subprocess
import sys
from collections.abc import Callable

from . import lifeline
from .channel import Channel
from .failure import FAILED, WorkerFailure, as_failure
from .job import leave, run_job
from .protocol import PROTOCOL, problem_with, validated

# How the kernel shows a GPU of NVIDIA, of AMD, and of Windows' Linux.
GPUS = ("/dev/nvidiactl", "/dev/kfd", "/dev/dxg")


def serve(channel: Channel) -> int:
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    channel.emit({"type": "host", "protocol": PROTOCOL, "pid": os.getpid()})
    run = _fork if preload() else _spawn
    while (line := channel.read_line()) is not None:
        if line.strip() and not _is_decision(line):
            _serve_one(line, channel, run)
    return 0


def preload() -> bool:
    """Imports what jobs import. True if a forked child can use it; if not, each job gets a fresh process."""
    import torch

    if sys.platform != "linux" or (torch.backends.cuda.is_built() and any(map(os.path.exists, GPUS))):
        # bitsandbytes asks each GPU for its kind when it is imported. CUDA is then up, and dead in every child.
        return False
    import datasets  # noqa: F401
    import peft  # noqa: F401
    import trl  # noqa: F401
    from transformers import AutoModelForCausalLM, AutoTokenizer, LlamaForCausalLM, Trainer  # noqa: F401
    from trl import DPOTrainer, SFTTrainer  # noqa: F401

    if threads := other_threads():
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


def _serve_one(line: bytes, channel: Channel, run: Callable[[str, Channel], int]) -> None:
    try:
        code = run(_path_of(line), channel)
    except (WorkerFailure, OSError) as error:
        failure = as_failure(error)
        channel.emit({"type": "error", "kind": failure.kind, "message": failure.message, "hint": failure.hint})
        code = FAILED
    # A negative code is a signal, as subprocess counts.
    channel.emit({"type": "exited", "code": code if code >= 0 else None, "signal": -code if code < 0 else None})


def _is_decision(line: bytes) -> bool:
    """Whether the line was meant for a job that was interrupted while it waited, and ended before it came."""
    try:
        return problem_with("decision", json.loads(line)) is None
    except ValueError:
        return False


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
