"""Texts from a model, each drawn with the seed of its own ask.

Hugging Face's sampling draws from one global generator, so an answer would depend on what else is in the batch.
Here each row brings its own random numbers: a logits processor turns the row's distribution and its next number into
one token (inverse of the cumulative distribution) and leaves only that token finite, and `generate` then takes it
greedily. What remains of the batch in a row is the floating point noise of padding.
"""

from typing import Any

import torch
from transformers import GenerationConfig, LogitsProcessor, StoppingCriteria

from .model import Loaded, not_a_number
from .padding import left_padded
from .template import Prompt

Job = tuple[Prompt, dict[str, Any]]


def generate(loaded: Loaded, jobs: list[Job]) -> list[dict[str, Any]]:
    """One `{text, finish, tokens}` for each prompt. `tokens` doesn't count the token that ended the answer."""
    settings = [want["text"] for _, want in jobs]
    ids, mask = left_padded([prompt.ids for prompt, _ in jobs], loaded)
    start = ids.shape[1]
    ends = loaded.template.end_ids
    stop = StopRows(loaded, settings, start)
    output = loaded.model.generate(
        input_ids=ids,
        attention_mask=mask,
        generation_config=GenerationConfig(
            do_sample=False,
            max_new_tokens=max(each["max_new_tokens"] for each in settings),
            eos_token_id=ends or None,
            pad_token_id=loaded.tokenizer.pad_token_id or 0,
            use_cache=True,
        ),
        logits_processor=[DrawRows(settings, start, loaded)],
        stopping_criteria=[stop],
    )
    rows = output[:, start:].tolist()
    return [_answer(loaded, prompt, row, each) for (prompt, _), row, each in zip(jobs, rows, settings, strict=True)]


class DrawRows(LogitsProcessor):
    """Chooses each row's next token by the row's own settings and random numbers."""

    def __init__(self, settings: list[dict[str, Any]], start: int, loaded: Loaded) -> None:
        device = loaded.device
        self._loaded = loaded
        self._start = start
        longest = max(each["max_new_tokens"] for each in settings)
        # Drawn on the CPU, where a seed means the same on every machine.
        numbers = [
            torch.rand(longest, generator=torch.Generator().manual_seed(each["seed"]), dtype=torch.float64)
            for each in settings
        ]
        self._wide = torch.float32 if device.type == "mps" else torch.float64  # MPS has no float64
        self._numbers = torch.stack(numbers).to(self._wide).to(device)
        self._temperature = torch.tensor([each["temperature"] for each in settings], device=device)
        self._top_p = torch.tensor([each["top_p"] for each in settings], device=device)

    def __call__(self, input_ids: torch.Tensor, scores: torch.Tensor) -> torch.Tensor:
        """scores: (rows, vocabulary)."""
        scores = scores.float()
        if torch.isnan(scores).any() or torch.isposinf(scores).any():
            raise not_a_number(self._loaded)
        greedy = self._temperature == 0
        chosen = scores.argmax(dim=-1)
        if not greedy.all():
            drawn = self._draw(scores, self._numbers[:, input_ids.shape[1] - self._start])
            chosen = torch.where(greedy, chosen, drawn)
        return torch.full_like(scores, -torch.inf).scatter_(1, chosen[:, None], 0.0)

    def _draw(self, scores: torch.Tensor, numbers: torch.Tensor) -> torch.Tensor:
        warm = torch.where(self._temperature == 0, 1.0, self._temperature)
        probabilities = torch.softmax(scores / warm[:, None], dim=-1)
        kept = _within_top_p(probabilities, self._top_p)
        # Summed in the order of the vocabulary, not of the probabilities: two tokens of nearly the same
        # probability then can't change places, and with them the token that a number points at.
        total = kept.to(self._wide).cumsum(dim=-1)
        target = numbers[:, None] * total[:, -1:]
        index = torch.searchsorted(total, target, right=True).squeeze(1)
        last = kept.shape[1] - 1 - (kept.flip(1) > 0).int().argmax(dim=-1)
        return torch.minimum(index, last)


class StopRows(StoppingCriteria):
    """Ends a row at its own length or at one of the template's stop texts."""

    def __init__(self, loaded: Loaded, settings: list[dict[str, Any]], start: int) -> None:
        self._loaded = loaded
        self._start = start
        self._limits = torch.tensor([each["max_new_tokens"] for each in settings], device=loaded.device)

    def __call__(self, input_ids: torch.Tensor, scores: Any, **_: Any) -> torch.Tensor:
        length = input_ids.shape[1] - self._start
        ended = self._limits <= length
        stops = self._loaded.template.stop
        if stops:
            # A token has at least one letter, but a letter can take several: look back far enough for both.
            window = min(length, 4 * max(len(stop) for stop in stops) + 4)
            texts = self._loaded.tokenizer.batch_decode(input_ids[:, -window:], clean_up_tokenization_spaces=False)
            found = [any(stop in text for stop in stops) for text in texts]
            ended = ended | torch.tensor(found, device=ended.device)
        return ended


def _within_top_p(probabilities: torch.Tensor, top_p: torch.Tensor) -> torch.Tensor:
    """The probabilities with all set to 0 but the smallest set of tokens that together reach top_p, ties included."""
    if (top_p >= 1).all():
        return probabilities
    reached = top_p[:, None]
    # A few hundred tokens nearly always reach it, and to sort a whole vocabulary takes as long as a small model.
    for count in (256, probabilities.shape[1]):
        ordered = probabilities.topk(min(count, probabilities.shape[1]), dim=-1).values
        sums = ordered.cumsum(dim=-1)
        if (sums[:, -1:] >= reached).all():
            break
    smallest = ordered.masked_fill(sums - ordered >= reached, torch.inf).min(dim=-1, keepdim=True).values
    return probabilities.masked_fill((probabilities < smallest) & (reached < 1), 0.0)


def _answer(loaded: Loaded, prompt: Prompt, row: list[int], settings: dict[str, Any]) -> dict[str, Any]:
    row = row[: settings["max_new_tokens"]]
    ends = set(loaded.template.end_ids)
    length = next((at for at, token in enumerate(row) if token in ends), len(row))
    finish = "stop" if length < len(row) else "length"
    text = loaded.template.text_of(prompt, row[:length])
    cuts = [at for stop in loaded.template.stop if (at := text.find(stop)) >= 0]
    if cuts:
        text, finish = text[: min(cuts)], "stop"
    return {"text": text, "finish": finish, "tokens": length}
