"""The answer job: asks in, a text or the probabilities of some choices out.

Batches are planned over all asks, whichever of them have an answer already, so that a job that was stopped goes on
with the very same batches. One without a missing answer is skipped; any other runs whole, and only what was missing
is told.
"""

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import torch

from .channel import Channel
from .failure import WorkerFailure, is_out_of_memory
from .generate import generate
from .interrupt import Interrupt
from .model import Loaded, load
from .prefix import related_order
from .protocol import validated
from .score import score
from .template import Prompt, TemplateRefused

Answer = dict[str, Any]


@dataclass(frozen=True)
class Question:
    key: str
    want: dict[str, Any]
    prompt: Prompt

    @property
    def kind(self) -> str:
        return "choice" if "choice" in self.want else "text"


def run_answer(job: dict[str, Any], device: torch.device, channel: Channel, interrupt: Interrupt) -> dict[str, Any]:
    asks = _read_asks(job["asks"])
    answered = set(Path(job["answered"]).read_text("utf-8").split()) if job["answered"] else set()
    channel.emit({"type": "progress", "phase": "load", "done": 0, "total": 1, "unit": "model"})
    loaded = load(job["model"], device)
    limit = min(job["max_length"] or 2**31, loaded.context or 2**31)
    questions, refused = _prepare(asks, loaded, limit)
    if any(question.kind == "text" for question in questions):
        loaded.template.require_end()
    batches = plan(questions, job["batch_size"])
    runner = Runner(loaded, job["batch_size"])
    told = 0

    def tell(answers: dict[str, Answer]) -> None:
        nonlocal told
        missing = {key: answer for key, answer in answers.items() if key not in answered}
        for key, answer in missing.items():
            channel.emit({"type": "answer", "key": key, "answer": answer})
        if missing:
            channel.emit({"type": "batch"})
        told += len(missing)
        done = len(answered) + told
        channel.emit({"type": "progress", "phase": "answer", "done": done, "total": len(asks), "unit": "ask"})

    answered &= asks.keys()
    tell(refused)
    for batch in batches:
        interrupt.check()
        if all(question.key in answered for question in batch):
            continue
        tell(runner.run(batch))
    return {"answers": told, "already": len(answered), "asks": len(asks)}


def plan(questions: list[Question], size: int) -> list[list[Question]]:
    """Batches of one kind each, of prompts of about one length, in an order that only the questions decide."""
    questions = sorted(questions, key=lambda question: (len(question.prompt.ids), question.key))
    choices = [question for question in questions if question.kind == "choice"]
    choices = [choices[at] for at in related_order([question.prompt.ids for question in choices])]
    texts = [question for question in questions if question.kind == "text"]
    return [kind[at : at + size] for kind in (choices, texts) for at in range(0, len(kind), size)]


class Runner:
    """Answers batches, in smaller pieces from the moment that one didn't fit into memory."""

    def __init__(self, loaded: Loaded, size: int) -> None:
        self._loaded = loaded
        self._size = size

    def run(self, batch: list[Question]) -> dict[str, Answer]:
        answers: dict[str, Answer] = {}
        waiting = list(batch)
        while waiting:
            piece = waiting[: self._size]
            try:
                answers |= self._answer(piece)
            except Exception as error:
                if not is_out_of_memory(error) or len(piece) == 1:
                    raise
                self._size = len(piece) // 2
                if self._loaded.device.type == "cuda":
                    torch.cuda.empty_cache()
                continue
            waiting = waiting[len(piece) :]
        return answers

    def _answer(self, piece: list[Question]) -> dict[str, Answer]:
        answer = score if "choice" in piece[0].want else generate
        with torch.inference_mode():
            answers = answer(self._loaded, [(question.prompt, question.want) for question in piece])
        return {question.key: each for question, each in zip(piece, answers, strict=True)}


def _read_asks(path: str) -> dict[str, dict[str, Any]]:
    """Asks by key. @raises WorkerFailure that names the line."""
    asks = {}
    with open(path, encoding="utf-8") as lines:
        for number, line in enumerate(lines, start=1):
            try:
                ask = json.loads(line)
                if not _looks_like_ask(ask):
                    validated("ask", ask)
            except (ValueError, WorkerFailure) as error:
                raise WorkerFailure("data", f"{path}:{number} is not an ask: {error}") from error
            asks[ask["key"]] = ask
    return asks


def _looks_like_ask(value: Any) -> bool:
    """The schema explains what is wrong, but takes about as long for each ask as a small model."""
    match value:
        case {"key": str(), "messages": [{"role": str(), "content": str()}, *_], "want": want}:
            pass
        case _:
            return False
    match want:
        case {"choice": [str(), str(), *_]}:
            return True
        case {"text": {"max_new_tokens": int(), "temperature": int() | float(), "top_p": float() | 1, "seed": int()}}:
            return True
    return False


def _prepare(
    asks: dict[str, dict[str, Any]], loaded: Loaded, limit: int
) -> tuple[list[Question], dict[str, Answer]]:
    """The questions that can be put to the model, and the answers of those that can't."""
    questions, refused = [], {}
    for key, ask in asks.items():
        try:
            prompt = loaded.template.prompt(ask["messages"])
            room = _room(prompt, ask["want"], loaded)
        except TemplateRefused as error:
            refused[key] = {"failed": str(error)}
            continue
        if len(prompt.ids) + room > limit:
            refused[key] = {
                "failed": f"the prompt has {len(prompt.ids)} tokens and the answer needs {room}, "
                f"together more than the {limit} that the model can take"
            }
        else:
            questions.append(Question(key, ask["want"], prompt))
    return questions, refused


def _room(prompt: Prompt, want: dict[str, Any], loaded: Loaded) -> int:
    if "text" in want:
        return want["text"]["max_new_tokens"]
    return max(len(loaded.template.continuation(prompt, choice)) for choice in want["choice"])
