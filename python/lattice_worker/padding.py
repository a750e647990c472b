"""Rows of ids as one batch. Decoder-only models continue from the right end, so padding goes to the left."""

import torch

from .model import Loaded


def left_padded(rows: list[list[int]], loaded: Loaded) -> tuple[torch.Tensor, torch.Tensor]:
    """Ids and attention mask, each (rows, longest). Padding is masked, so any token will do for it."""
    pad = loaded.tokenizer.pad_token_id or 0
    width = max(len(row) for row in rows)
    ids = [[pad] * (width - len(row)) + row for row in rows]
    mask = [[0] * (width - len(row)) + [1] * len(row) for row in rows]
    return torch.tensor(ids, device=loaded.device), torch.tensor(mask, device=loaded.device)
