"""Puts the adapter that is trained on a model, and counts what it really took hold of."""

from collections import Counter
from typing import Any

import torch
from peft import LoraConfig, PeftModel, get_peft_model
from peft.tuners.lora import LoraLayer
from transformers import PreTrainedModel
from transformers.pytorch_utils import Conv1D

from .failure import WorkerFailure


def attach(model: PreTrainedModel | PeftModel, lora: dict[str, Any]) -> PeftModel:
    """The model with a fresh LoRA, or as it is when it brings an adapter, which must then be the one asked for."""
    if isinstance(model, PeftModel):
        _require_same(model.peft_config["default"], lora)
        return model
    targets = lora["target_modules"]
    if targets != "all-linear":
        _require_targets(model, targets)
        _require_own_head(model, targets)
    config = LoraConfig(
        r=lora["lora_r"],
        lora_alpha=lora["lora_alpha"],
        lora_dropout=lora["lora_dropout"],
        target_modules=targets,
        bias="none",
        task_type="CAUSAL_LM",
        # GPT-2 keeps its weights the other way round.
        fan_in_fan_out=any(isinstance(module, Conv1D) for module in model.modules()),
    )
    return get_peft_model(model, config)


def matched_modules(model: PeftModel) -> dict[str, int]:
    """Module name → how many modules of that name carry LoRA weights."""
    names = (name.rpartition(".")[2] for name, module in model.named_modules() if isinstance(module, LoraLayer))
    return dict(sorted(Counter(names).items()))


def trainable_parameters(model: torch.nn.Module) -> int:
    return sum(parameter.numel() for parameter in model.parameters() if parameter.requires_grad)


def _require_targets(model: PreTrainedModel, targets: list[str]) -> None:
    names = [name for name, module in model.named_modules() if isinstance(module, torch.nn.Linear | Conv1D)]
    missing = [
        target for target in targets if not any(name == target or name.endswith(f".{target}") for name in names)
    ]
    if missing:
        there = ", ".join(sorted({name.rpartition(".")[2] for name in names}))
        raise WorkerFailure(
            "model",
            f"target_modules names {', '.join(missing)}, which {type(model).__name__} doesn't have.",
            f"Its linear modules are: {there}. Or use all-linear.",
        )


def _require_own_head(model: PreTrainedModel, targets: list[str]) -> None:
    """A tied output layer is the embedding too: merged, an adapter on the one would change the other."""
    head = model.get_output_embeddings()
    name = next((name for name, module in model.named_modules() if module is head), "")
    tied = head is not None and head.weight is model.get_input_embeddings().weight
    if tied and any(name == target or name.endswith(f".{target}") for target in targets):
        raise WorkerFailure(
            "model",
            f"target_modules names {name}, which shares its weights with the embedding in {type(model).__name__}.",
            "Leave it out: an adapter on it could not be merged without changing the embedding.",
        )


def _require_same(config: Any, lora: dict[str, Any]) -> None:
    """Training goes on with the adapter's own shape, so other settings would be ignored: say so instead."""
    present = {"lora_r": config.r, "lora_alpha": config.lora_alpha}
    differences = [
        f"{name} is {have} in the adapter and {lora[name]} in the job"
        for name, have in present.items()
        if have != lora[name]
    ]
    if differences:
        raise WorkerFailure(
            "job",
            f"Training can't go on with the adapter: {', '.join(differences)}.",
            "Use the settings of the training that made the adapter.",
        )
