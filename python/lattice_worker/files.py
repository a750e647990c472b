"""What must be so about a model's files before a library reads them: no code in them runs, no name leads outside."""

import json
from pathlib import Path
from typing import Any

from transformers import CONFIG_MAPPING
from transformers.utils import cached_file

from .failure import WorkerFailure

CODE = ("_attn_implementation_internal", "_experts_implementation_internal", "custom_pipelines", "trust_remote_code")
"""Keys of a config.json by which versions of transformers have run code of a repository."""

KERNELS = ("_attn_implementation", "attn_implementation", "_experts_implementation", "experts_implementation")
"""Keys whose value may name a repository with compiled code, as owner/name."""


def require_inert(name: str, source: dict[str, Any]) -> None:
    """@raises WorkerFailure for a model that could only be loaded with code of its own, or from files of others"""
    config = _json(name, "config.json", source)
    for key in CODE:
        if key in config:
            raise _brings_code(name, f"its config.json has {key}")
    for key in KERNELS:
        if "/" in str(config.get(key)):
            raise _brings_code(name, f"its config.json has {key} = {config[key]!r}")
    kind = config.get("model_type")
    # Where transformers has the architecture itself, that is what runs, whatever the repository brings beside it.
    if "auto_map" in config and kind not in CONFIG_MAPPING:
        raise _brings_code(name, f"the architecture {kind!r} is not in transformers")
    _require_inside(name, _json(name, "model.safetensors.index.json", source))


def _require_inside(name: str, index: dict[str, Any]) -> None:
    """transformers joins the names of an index with the folder, and looks no further."""
    places = index.get("weight_map", {})
    for file in sorted({str(place) for place in places.values()}) if isinstance(places, dict) else ():
        if file in ("", ".", "..") or "\\" in file or Path(file).name != file:
            raise WorkerFailure(
                "model",
                f"The weights of {name} can't be read: model.safetensors.index.json names {file!r}, "
                "which is not a file beside it.",
                "No honest tool writes that. Fetch the model again from where you trust it.",
            )


def _json(name: str, file: str, source: dict[str, Any]) -> dict[str, Any]:
    """A small file of the model, or nothing where it isn't there or isn't JSON, which the loader will then say."""
    path = cached_file(
        name,
        file,
        revision=source["revision"],
        _raise_exceptions_for_gated_repo=False,
        _raise_exceptions_for_missing_entries=False,
        _raise_exceptions_for_connection_errors=False,
    )
    try:
        value = json.loads(Path(path).read_text("utf-8")) if path else {}
    except ValueError:
        return {}
    return value if isinstance(value, dict) else {}


def _brings_code(name: str, why: str) -> WorkerFailure:
    return WorkerFailure(
        "model",
        f"{name} could only be loaded with program code of its own, which never runs here: {why}.",
        "Take a model whose architecture transformers has itself.",
    )
