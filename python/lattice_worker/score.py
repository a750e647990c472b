"""Probabilities of choices as the continuation of a prompt.

A choice is read the way the template would write it after this prompt: `Template.choices` puts the template's own lead
before it (the space of ` 5` after `Output:`, nothing after `<|im_start|>assistant\\n`), tokenises it in context and makes
sure that the tokens say just that. One token: its probability is read off the prompt's last position, and all such
choices share one row. Several: the log-probabilities of its tokens are summed in a row of its own. No end token is
added: "5" and "5." both count as 5.
`mass` is what the choices got together before they were normalised; a small one says that the model had something else
to say.
"""

import inspect
from typing import Any

import torch

from .model import Loaded, not_a_number
from .padding import left_padded
from .prefix import can_share, families, positions, shared_logits
from .template import Prompt

def score(loaded: Loaded, jobs: list[tuple[Prompt, dict[str, Any]]]) -> list[dict[str, Any]]:
    """One `{probabilities, mass}` for each prompt, in the order of its choices."""
    choices = [loaded.template.choices(prompt, want["choice"]) for prompt, want in jobs]
    single = [at for at, ids in enumerate(choices) if all(len(each) == 1 for each in ids)]
    logs: list[torch.Tensor | None] = [None] * len(jobs)
    if single:
        last = _next_logs(loaded, [jobs[at][0].ids for at in single])
        for row, at in enumerate(single):
            logs[at] = last[row, [ids[0] for ids in choices[at]]]
    longer = [at for at, each in enumerate(logs) if each is None]
    if longer:
        sums = _continuation_logs(loaded, [(jobs[at][0].ids, choices[at]) for at in longer])
        for at, each in zip(longer, sums, strict=True):
            logs[at] = each
    told = [each for each in logs if each is not None]
    if any(torch.isnan(each).any() for each in told):
        raise not_a_number(loaded)
    return [_normalised(each) for each in told]


def _normalised(logs: torch.Tensor) -> dict[str, Any]:
    logs = logs.double()
    # Two choices with the same tokens would count twice; the schema can't forbid it, so the sum is capped.
    mass = min(1.0, logs.exp().sum().item())
    return {"probabilities": torch.softmax(logs, dim=0).tolist(), "mass": mass}


def _next_logs(loaded: Loaded, rows: list[list[int]]) -> torch.Tensor:
    """Log-probabilities of the next token, (rows, vocabulary)."""
    return torch.log_softmax(_last_logits(loaded, rows, 1)[:, -1], dim=-1)


def _continuation_logs(loaded: Loaded, jobs: list[tuple[list[int], list[list[int]]]]) -> list[torch.Tensor]:
    """Summed log-probability of each choice after its prompt, one (choices,) for each job."""
    asked = [(prompt, ids) for prompt, choices in jobs for ids in choices]
    keep = max(len(ids) for _, ids in asked)
    # Position i scores token i + 1, so the last token of a choice needn't be read.
    logits = _last_logits(loaded, [prompt + ids[:-1] for prompt, ids in asked], keep)
    sums = []
    for row, (_, ids) in zip(logits, asked, strict=True):
        steps = torch.log_softmax(row[-len(ids) :], dim=-1)
        sums.append(steps.gather(1, torch.tensor(ids, device=steps.device)[:, None]).sum())
    return list(torch.stack(sums).split([len(choices) for _, choices in jobs]))


def _last_logits(loaded: Loaded, rows: list[list[int]], keep: int) -> torch.Tensor:
    """Logits of the last `keep` positions in float32, (rows, keep, vocabulary)."""
    known = inspect.signature(_base(loaded.model).forward).parameters
    relatives = families(rows, keep)
    worthwhile = len(relatives) < len(rows) and all(family.shared > 0 for family in relatives)
    if worthwhile and "position_ids" in known and can_share(loaded.model):
        return shared_logits(loaded, rows, relatives, keep, known)
    ids, mask = left_padded(rows, loaded)
    extra: dict[str, Any] = {}
    if "position_ids" in known:
        extra["position_ids"] = positions(mask)
    if "logits_to_keep" in known:
        # A vocabulary of 256,000 times a whole prompt wouldn't fit into memory.
        extra["logits_to_keep"] = keep
    logits = loaded.model(input_ids=ids, attention_mask=mask, use_cache=False, **extra).logits
    return logits[:, -keep:].float()


def _base(model: Any) -> Any:
    return model.get_base_model() if hasattr(model, "get_base_model") else model
