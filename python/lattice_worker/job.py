"""One job from its file to `done` or `error`. The exit code says the same as the last event."""

import os
import sys
from typing import Any

from .channel import Channel
from .failure import DONE, FAILED, INTERRUPTED, Interrupted, as_failure
from .interrupt import Interrupt
from .protocol import PROTOCOL, read_job


def run_job(path: str, channel: Channel) -> int:
    interrupt = Interrupt()
    interrupt.install()
    try:
        result = _run(read_job(path), channel, interrupt)
    except BaseException as error:  # every way to end must reach the wire
        failure = as_failure(error)
        channel.emit(
            {"type": "error", "kind": failure.kind, "message": failure.message, "hint": failure.hint}
        )
        return INTERRUPTED if isinstance(failure, Interrupted) else FAILED
    channel.emit({"type": "done", "result": result})
    return DONE


def leave(code: int) -> None:
    """Ends the process without the interpreter's clean-up: torch's takes long and can still crash."""
    sys.stdout.flush()
    sys.stderr.flush()
    os._exit(code)


def _run(job: dict[str, Any], channel: Channel, interrupt: Interrupt) -> dict[str, Any]:
    from .device import describe, pick, use_threads

    use_threads(job["threads"])
    device = pick(job["device"])
    channel.emit(
        {"type": "ready", "protocol": PROTOCOL, "pid": os.getpid(), "threads": job["threads"], **describe(device)}
    )
    interrupt.check()
    match job["kind"]:
        case "answer":
            from .answer import run_answer

            return run_answer(job, device, channel, interrupt)
        case "train":
            from .train import run_train

            return run_train(job, device, channel, interrupt)
        case "pretrain":
            from .tiny import run_pretrain

            def emit(event: dict[str, Any]) -> None:
                channel.emit(event)
                interrupt.check()

            return run_pretrain(job, emit)
        case _:
            from .probe import run_probe

            return run_probe(job, device, channel)
