"""Training rows as token ids. A row that doesn't fit is dropped and told, never cut: half an answer teaches to stop
in the middle."""

import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any

from .failure import WorkerFailure
from .template import Message, Template, TemplateRefused

Row = dict[str, list[int]]
IGNORED = -100
"""The label of a token that carries no loss."""


@dataclass
class Rows:
    rows: list[Row] = field(default_factory=list)
    dropped: list[dict[str, Any]] = field(default_factory=list)
    trained_tokens: int = 0
    total_tokens: int = 0


class Unusable(ValueError):
    """The reason why one row can't be trained on."""


def read_rows(
    path: str | None, file: str, method: str, template: Template, max_length: int, context: int | None = None
) -> Rows:
    """Rows of `sft` ({input_ids, labels}) or `dpo` ({prompt_ids, chosen_ids, rejected_ids}) in file order.

    @raises WorkerFailure of kind `data` for a line that isn't a row at all.
    """
    result = Rows()
    if path is None:
        return result
    encode: Callable[[dict[str, Any], Template], tuple[Row, list[int]]] = _example if method == "sft" else _pair
    for line, record in _records(path):
        try:
            row, (trained, *lengths) = encode(record, template)
            _require_room(max(lengths), max_length, context)
        except (Unusable, TemplateRefused) as error:
            result.dropped.append({"file": file, "line": line, "reason": str(error)})
            continue
        except (KeyError, TypeError) as error:
            raise WorkerFailure("data", f"{path}:{line} is no {method} row: {error!r}") from error
        result.rows.append(row)
        result.trained_tokens += trained
        result.total_tokens += sum(lengths)
    return result


def _require_room(length: int, max_length: int, context: int | None) -> None:
    # Rows are counted by reason, so a reason holds no length of its own.
    if context is not None and length > context:
        raise Unusable(f"more tokens than the {context} that the model can look at")
    if length > max_length:
        raise Unusable(f"more tokens than max_length {max_length}")


def _example(record: dict[str, Any], template: Template) -> tuple[Row, list[int]]:
    prompt = template.prompt(record["prompt"])
    answer = template.completion(prompt, record["prompt"], _text(record["completion"]))
    ids = prompt.ids + answer
    row = {"input_ids": ids, "labels": [IGNORED] * len(prompt.ids) + answer}
    return row, [len(answer), len(ids)]


def _pair(record: dict[str, Any], template: Template) -> tuple[Row, list[int]]:
    prompt = template.prompt(record["prompt"])
    chosen = template.completion(prompt, record["prompt"], _text(record["chosen"]))
    rejected = template.completion(prompt, record["prompt"], _text(record["rejected"]))
    if chosen == rejected:
        raise Unusable("chosen and rejected are the same tokens")
    row = {"prompt_ids": prompt.ids, "chosen_ids": chosen, "rejected_ids": rejected}
    lengths = [len(prompt.ids) + len(chosen), len(prompt.ids) + len(rejected)]
    return row, [len(chosen) + len(rejected), *lengths]


def _text(messages: list[Message]) -> str:
    if len(messages) != 1 or messages[0]["role"] != "assistant":
        raise Unusable("an answer has to be exactly one assistant message")
    if not messages[0]["content"].strip():
        raise Unusable("the answer is empty")
    return messages[0]["content"]


def _records(path: str) -> Iterator[tuple[int, dict[str, Any]]]:
    """Line numbers from 1 and records."""
    try:
        with open(path, encoding="utf-8") as lines:
            for number, line in enumerate(lines, start=1):
                if line.strip():
                    yield number, json.loads(line)
    except OSError as error:
        raise WorkerFailure("data", f"{path} can't be read: {error.strerror}.") from error
    except ValueError as error:
        raise WorkerFailure("data", f"{path}:{number} is not JSON: {error}") from error
