"""Puts a trained adapter on a model: completely, or not at all. PEFT only warns, or says nothing."""

import json
from pathlib import Path
from typing import Any

import torch
from peft import PeftModel, get_peft_model_state_dict
from safetensors.torch import load_file
from transformers import PreTrainedModel

from .failure import WorkerFailure, first_line, is_out_of_memory

CONFIG, WEIGHTS = "adapter_config.json", "adapter_model.safetensors"
_AGAIN = "Copy it again from where it came from, or train it again."
_OTHER_BASE = "An adapter works only on the base that it was trained on."


def with_adapter(model: PreTrainedModel, adapter: str, *, trainable: bool) -> PeftModel:
    """@raises WorkerFailure of kind `model` for a folder that is damaged, or an adapter of another base"""
    _require_lora(adapter)
    weights = _weights(adapter)
    try:
        adapted = PeftModel.from_pretrained(model, adapter, is_trainable=trainable, use_safetensors=True)
    except Exception as error:
        if is_out_of_memory(error):
            raise
        fault = f"The adapter {adapter} doesn't fit the model: {_cause(error)}"
        raise WorkerFailure("model", fault, _OTHER_BASE) from error
    taken = get_peft_model_state_dict(adapted, save_embedding_layers=False).keys()
    _require_same(adapter, f"lacks {{}} that its {CONFIG} asks for", taken - weights.keys(), _AGAIN)
    _require_same(adapter, "has {} that nothing in the model takes", weights.keys() - taken, _OTHER_BASE)
    return adapted


def _require_lora(adapter: str) -> None:
    path = Path(adapter, CONFIG)
    if not path.is_file():
        raise WorkerFailure("model", f"There is no adapter in {adapter}: {CONFIG} is missing.", _AGAIN)
    try:
        config = json.loads(path.read_text("utf-8"))
    except ValueError as error:
        raise WorkerFailure("model", f"{path} is damaged: {error}.", _AGAIN) from error
    kind = config.get("peft_type") if isinstance(config, dict) else None
    if kind != "LORA":
        raise WorkerFailure("model", f"{path} describes no LoRA adapter: its peft_type is {kind!r}.", _AGAIN)


def _weights(adapter: str) -> dict[str, torch.Tensor]:
    path = Path(adapter, WEIGHTS)
    if not path.is_file():
        pickled = Path(adapter, "adapter_model.bin").is_file()
        why = "adapter_model.bin is a pickle, which can run code, and is not read" if pickled else "they are missing"
        raise WorkerFailure("model", f"The adapter {adapter} has no {WEIGHTS}: {why}.", _AGAIN)
    try:
        weights = load_file(path)
    except Exception as error:
        raise WorkerFailure("model", f"{path} is damaged: {first_line(error)}.", _AGAIN) from error
    broken = next((name for name, tensor in weights.items() if not torch.isfinite(tensor).all()), None)
    if broken is not None:
        raise WorkerFailure("model", f"{path} holds values that are no numbers (NaN or infinite), in {broken}.", _AGAIN)
    return weights


def _require_same(adapter: str, fault: str, names: Any, hint: str) -> None:
    if names:
        count = f"{len(names)} {'tensor' if len(names) == 1 else 'tensors'} ({sorted(names)[0]} first)"
        raise WorkerFailure("model", f"The adapter {adapter} {fault.format(count)}.", hint)


def _cause(error: Exception) -> str:
    """torch says on the first line only that something doesn't fit, and on the next what."""
    lines = [line.strip() for line in str(error).splitlines() if line.strip()]
    return next((line for line in lines if line.startswith("size mismatch")), first_line(error))
