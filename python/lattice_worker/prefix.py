"""Questions that begin alike are read once up to where they part.

A judge asks several questions about the same prompt and answer, and its template puts the question last. Ordered so
that relatives are neighbours, a batch is a few families; each family's common beginning goes through the model once,
its keys and values are shared, and only the short rest is read for each question.
"""

from dataclasses import dataclass
from typing import Any

import torch
from transformers import DynamicCache
from transformers.cache_utils import DynamicLayer

from .model import Loaded
from .padding import left_padded

Ids = list[int]


@dataclass(frozen=True)
class Family:
    shared: int
    """How many first tokens all members have in common."""
    size: int


def related_order(rows: list[Ids]) -> list[int]:
    """Indices of the rows with relatives next to each other and families by their length."""
    alphabetical = sorted(range(len(rows)), key=lambda at: rows[at])
    grouped: list[list[int]] = []
    start = 0
    for family in families([rows[at] for at in alphabetical]):
        grouped.append(alphabetical[start : start + family.size])
        start += family.size
    grouped.sort(key=lambda members: (max(len(rows[at]) for at in members), rows[members[0]]))
    return [at for members in grouped for at in members]


def families(rows: list[Ids], keep: int = 1) -> list[Family]:
    """Neighbours that share at least half of their tokens, but none of the last `keep`."""
    found: list[Family] = []
    first: Ids = []
    for row in rows:
        if found:
            shared = min(_common(first, row), found[-1].shared, len(row) - keep)
            if shared > 0 and 2 * shared >= len(row):
                found[-1] = Family(shared, found[-1].size + 1)
                continue
        first = row
        found.append(Family(len(row) - keep, 1))
    return found


def can_share(model: Any) -> bool:
    """Whether keys and values are kept for every token, which is not so with sliding windows or linear attention.

    GPT-Neo keeps all of them, but its local layers count the places to look back over, padding included; and between a
    shared beginning and a shorter rest there is padding.
    """
    config = model.config.get_text_config()
    local = "local" in getattr(config, "attention_layers", ())
    return not local and all(type(layer) is DynamicLayer for layer in DynamicCache(config=config).layers)


def shared_logits(loaded: Loaded, rows: list[Ids], relatives: list[Family], keep: int, known: Any) -> torch.Tensor:
    """Logits of the last `keep` positions of each row, (rows, keep, vocabulary). `rows` lie in family order."""
    starts = [sum(family.size for family in relatives[:at]) for at in range(len(relatives))]
    heads = [rows[start][: family.shared] for start, family in zip(starts, relatives, strict=True)]
    member_of = torch.tensor(
        [at for at, family in enumerate(relatives) for _ in range(family.size)], device=loaded.device
    )
    ids, mask = left_padded(heads, loaded)
    narrow = {"logits_to_keep": 1} if "logits_to_keep" in known else {}
    read = {"input_ids": ids, "attention_mask": mask, "position_ids": positions(mask)}
    cache = loaded.model(**read, use_cache=True, **narrow).past_key_values
    cache.reorder_cache(member_of)

    tails = [row[relatives[at].shared :] for row, at in zip(rows, member_of.tolist(), strict=True)]
    tail_ids, tail_mask = left_padded(tails, loaded)
    mask = mask[member_of]
    narrow = {"logits_to_keep": keep} if "logits_to_keep" in known else {}
    logits = loaded.model(
        input_ids=tail_ids,
        attention_mask=torch.cat([mask, tail_mask], dim=1),
        position_ids=positions(tail_mask) + mask.sum(dim=1, keepdim=True),
        past_key_values=cache,
        use_cache=True,
        **narrow,
    ).logits
    return logits[:, -keep:].float()


def positions(mask: torch.Tensor) -> torch.Tensor:
    return (mask.cumsum(dim=-1) - 1).clamp(min=0)


def _common(one: Ids, other: Ids) -> int:
    """Length of the common beginning."""
    for at, (left, right) in enumerate(zip(one, other, strict=False)):
        if left != right:
            return at
    return min(len(one), len(other))
