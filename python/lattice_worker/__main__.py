"""`python -m lattice_worker JOB.json` runs one job; `--host` serves jobs that come on stdin (Linux)."""

import faulthandler
import sys

from . import environment, lifeline
from .channel import Channel


def main(arguments: list[str]) -> int:
    if len(arguments) != 1:
        print(__doc__, file=sys.stderr)
        return 2
    faulthandler.enable()  # a crash in native code leaves a trace in the log
    environment.prepare()
    lifeline.start()
    channel = Channel.open()
    if arguments[0] == "--host":
        from .host import serve

        return serve(channel)
    from .job import run_job

    return run_job(arguments[0], channel)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
