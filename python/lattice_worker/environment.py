"""Settings that libraries read from the environment while they are imported. Must run before any of them."""

import os

# Values that no caller may change: they decide what leaves this machine or lands on a screen.
_FIXED = {
    "HF_HUB_DISABLE_TELEMETRY": "1",  # also stops TRL's telemetry when a trainer is built
    "HF_HUB_DISABLE_PROGRESS_BARS": "1",
    "USE_HUB_KERNELS": "NO",  # transformers would download compiled code
    "DISABLE_KERNEL_MAPPING": "1",
    "TOKENIZERS_PARALLELISM": "false",  # its threads would not survive a fork
    "WANDB_DISABLED": "true",
    "TRL_EXPERIMENTAL_SILENCE": "1",
}

_DEFAULTS = {
    "TRANSFORMERS_VERBOSITY": "error",
    "DATASETS_VERBOSITY": "error",
    "BITSANDBYTES_NOWELCOME": "1",
    # OpenBLAS starts a thread for each core when numpy is imported. Nothing here computes with numpy.
    "OPENBLAS_NUM_THREADS": "1",
    # The allocator inside pyarrow starts a thread when it is loaded, and a host must have none when it forks.
    "JE_ARROW_MALLOC_CONF": "background_thread:false",
    # Spinning threads make everything slower as soon as another process wants the same cores.
    "OMP_WAIT_POLICY": "PASSIVE",
}


def prepare() -> None:
    os.environ.update(_FIXED)
    for name, value in _DEFAULTS.items():
        os.environ.setdefault(name, value)
