"""Runs pip as if it were on another machine: `cross_pip.py MARKERS pip-arguments...`.

`pip --platform` picks wheels for the other machine, but still evaluates markers such as
`platform_system == "Linux"` for this one. MARKERS is a JSON object that replaces those values,
so that a lock for macOS made on Linux has no CUDA packages in it, and the other way round.
"""

import json
import runpy
import sys

from pip._vendor.packaging import markers

markers_of_target = json.loads(sys.argv[1])
markers_here = markers.default_environment
markers.default_environment = lambda: {**markers_here(), **markers_of_target}

sys.argv = ["pip", *sys.argv[2:]]
runpy.run_module("pip", run_name="__main__")
