"""Where a job runs, and what that place can do."""

import platform
from importlib.metadata import PackageNotFoundError, version
from typing import Any

import torch

from .failure import WorkerFailure

PACKAGES = (
    "torch", "transformers", "trl", "peft", "accelerate", "datasets", "tokenizers", "safetensors",
    "huggingface_hub", "bitsandbytes", "numpy",
)  # fmt: skip


def use_threads(count: int) -> None:
    """Must run before the first parallel operation: the pool is built then."""
    torch.set_num_threads(count)


def pick(wanted: str) -> torch.device:
    """The device for `auto`, `cuda`, `mps` or `cpu`. @raises WorkerFailure when it isn't here."""
    available = {"cuda": torch.cuda.is_available(), "mps": torch.backends.mps.is_available(), "cpu": True}
    if wanted == "auto":
        return torch.device(next(name for name, here in available.items() if here))
    if not available[wanted]:
        raise WorkerFailure("job", f"torch finds no {wanted} device here.", "Set the device to auto or cpu.")
    return torch.device(wanted)


def describe(device: torch.device) -> dict[str, Any]:
    """`versions` and `device` of the ready event."""
    name = torch.cuda.get_device_name(device) if device.type == "cuda" else platform.machine()
    return {
        "versions": {"python": platform.python_version(), **_versions()},
        "device": {"type": device.type, "name": name, "bf16": has_bf16(device)},
    }


def has_bf16(device: torch.device) -> bool:
    """Whether bfloat16 is computed by the hardware. Emulation works too, but is slower than float32."""
    if device.type == "cuda":
        return torch.cuda.is_bf16_supported(including_emulation=False)
    if device.type == "mps":
        return _mac_major() >= 14
    flags = ("_is_avx512_bf16_supported", "_is_amx_tile_supported")
    return any(getattr(torch.cpu, flag, lambda: False)() for flag in flags)


def _mac_major() -> int:
    return int(platform.mac_ver()[0].split(".")[0] or 0)


def _versions() -> dict[str, str]:
    found = {}
    for package in PACKAGES:
        try:
            found[package] = version(package)
        except PackageNotFoundError:
            continue
    return found
