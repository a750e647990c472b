"""Checks jobs and decisions against python/protocol.schema.json, which is generated from protocol.ts."""

import json
from functools import cache
from pathlib import Path
from typing import Any

from .failure import WorkerFailure

PROTOCOL = 1
SCHEMA = Path(__file__).resolve().parents[1] / "protocol.schema.json"


def read_job(path: str) -> dict[str, Any]:
    """The job in a file. @raises WorkerFailure of kind `job` that names what is wrong with it."""
    try:
        job = json.loads(Path(path).read_text("utf-8"))
    except OSError as error:
        raise WorkerFailure("job", f"The job file {path} can't be read: {error.strerror}.") from error
    except ValueError as error:
        raise WorkerFailure("job", f"The job file {path} is not JSON: {error}.") from error
    version = job.get("protocol") if isinstance(job, dict) else None
    if version != PROTOCOL:
        raise WorkerFailure(
            "job",
            f"The job speaks protocol {version}, this worker speaks {PROTOCOL}.",
            "The program and its python folder come from different versions of lattice: reinstall one of them.",
        )
    return validated("job", job)


def validated(part: str, value: Any) -> Any:
    """The value itself, if it fits that part of the wire. @raises WorkerFailure of kind `job`."""
    problem = problem_with(part, value)
    if problem is not None:
        raise WorkerFailure("job", f"A {part} doesn't fit the protocol: {problem}.")
    return value


def problem_with(part: str, value: Any) -> str | None:
    """What keeps a value from being a `job`, `event`, `decision`, `host` or `ask`; None if nothing does."""
    from jsonschema import Draft202012Validator
    from jsonschema.exceptions import best_match

    error = best_match(Draft202012Validator(_branch(_schema()[part], value)).iter_errors(value))
    if error is None:
        return None
    where = ".".join(str(step) for step in error.absolute_path)
    return f"{where or 'the whole'}: {error.message[:300]}"


@cache
def _schema() -> dict[str, Any]:
    return json.loads(SCHEMA.read_text("utf-8"))


def _branch(schema: dict[str, Any], value: Any) -> dict[str, Any]:
    """The branch of a tagged union that the value's tag names: its errors say more than those of the union."""
    branches = schema.get("oneOf") or schema.get("anyOf") or []
    for branch in branches:
        parts = branch.get("properties", {})
        tags = {name: parts[name]["const"] for name in ("kind", "type") if "const" in parts.get(name, {})}
        if tags and isinstance(value, dict) and all(value.get(name) == tag for name, tag in tags.items()):
            return {**branch, "$defs": schema.get("$defs", {})}
    return schema
