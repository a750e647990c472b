"""Dies with the parent, whatever this process is doing.

A thread can't do it: native code that holds the interpreter lock would keep it from running. So a small process is
forked before anything heavy is imported. It waits for the end of two pipes: the lifeline, whose other end the parent
holds and the kernel closes when the parent dies, and one that ends when the worker itself is gone.
"""

import os
import select
import signal

VARIABLE = "LATTICE_LIFELINE_FD"
IGNORED = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)


def start() -> int | None:
    """Forks the watchdog if the environment names an open lifeline. Returns the watchdog's pid."""
    lifeline = _descriptor()
    if lifeline is None:
        return None
    worker = os.getpid()
    # As the leader of its group the worker may take its forked children along; in a group of
    # somebody else's it must not.
    leads = os.getpgrp() == worker
    ends_with_worker, held_by_worker = os.pipe()
    # Held back until the child ignores them: a signal right after the fork would end the watch before it began.
    held_back = signal.pthread_sigmask(signal.SIG_BLOCK, IGNORED)
    watchdog = os.fork()
    if watchdog == 0:
        try:
            for number in IGNORED:
                signal.signal(number, signal.SIG_IGN)
            os.close(held_by_worker)
            _watch(lifeline, ends_with_worker, worker, leads)
        finally:
            os._exit(0)
    signal.pthread_sigmask(signal.SIG_SETMASK, held_back)
    os.close(ends_with_worker)
    os.set_inheritable(lifeline, False)
    return watchdog


def _descriptor() -> int | None:
    text = os.environ.get(VARIABLE, "")
    if not text.isdigit():
        return None
    try:
        os.fstat(int(text))
    except OSError:
        return None
    return int(text)


def _watch(lifeline: int, ends_with_worker: int, worker: int, leads: bool) -> None:
    # Holding the worker's stdin, events or log would keep them open for whoever reads them.
    keep = {lifeline, ends_with_worker}
    for descriptor in (int(name) for name in os.listdir("/dev/fd")):
        if descriptor not in keep:
            _close(descriptor)
    while True:
        ready, _, _ = select.select(keep, [], [])
        if ends_with_worker in ready:
            return
        if lifeline in ready and _ended(lifeline):
            break
    if leads:
        os.killpg(worker, signal.SIGKILL)
    else:
        os.kill(worker, signal.SIGKILL)


def _ended(descriptor: int) -> bool:
    try:
        return os.read(descriptor, 4096) == b""
    except BlockingIOError:
        return False
    except OSError:
        return True


def _close(descriptor: int) -> None:
    try:
        os.close(descriptor)
    except OSError:
        pass  # the one that listed the folder
