"""Failures as the wire names them: whose fault it is, what is so, and what to do about it."""

import errno
import sys
import traceback

DONE, FAILED, INTERRUPTED = 0, 1, 130


class WorkerFailure(Exception):
    """A failure that someone can act on. `kind` is one of the kinds of the error event."""

    def __init__(self, kind: str, message: str, hint: str | None = None) -> None:
        super().__init__(message)
        self.kind = kind
        self.message = message
        self.hint = hint


class Interrupted(WorkerFailure):
    """A clean stop after SIGINT: everything that was finished has been told."""

    def __init__(self) -> None:
        super().__init__("interrupted", "The job was interrupted and stopped cleanly.")


def as_failure(error: BaseException) -> WorkerFailure:
    """Any exception as a failure. Unforeseen ones leave their traceback on stderr."""
    if isinstance(error, WorkerFailure):
        return error
    if isinstance(error, KeyboardInterrupt):
        return Interrupted()
    traceback.print_exception(error, file=sys.stderr)
    if is_out_of_memory(error):
        return WorkerFailure("memory", f"The job ran out of memory: {first_line(error)}")
    if is_out_of_disk(error):
        return WorkerFailure("disk", f"The worker could not write: {first_line(error)}")
    return WorkerFailure("internal", f"{type(error).__name__}: {first_line(error)}")


def is_out_of_memory(error: BaseException) -> bool:
    """CUDA has a class for it; MPS, cuBLAS and the CPU allocator only have texts."""
    if isinstance(error, MemoryError):
        return True
    torch = sys.modules.get("torch")
    if torch is not None and isinstance(error, torch.OutOfMemoryError):
        return True
    text = str(error).lower()
    texts = ("out of memory", "can't allocate memory", "cublas_status_alloc_failed")
    return isinstance(error, RuntimeError) and any(known in text for known in texts)


def is_out_of_disk(error: BaseException) -> bool:
    """safetensors and torch have no class for it, only texts; torch's does not even say why it could not write."""
    if isinstance(error, OSError) and error.errno in (errno.ENOSPC, errno.EDQUOT, errno.EFBIG):
        return True
    text = str(error).lower()
    texts = ("no space left on device", "disk quota exceeded", "file too large", "unexpected pos")
    return any(known in text for known in texts)


def first_line(error: BaseException, limit: int = 500) -> str:
    text = str(error).strip() or type(error).__name__
    line = text.splitlines()[0]
    return line if len(line) <= limit else f"{line[:limit]}…"
