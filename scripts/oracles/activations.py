"""Measures what autograd keeps for the backward pass of one transformer layer with LoRA, on small random models.

Run with the pinned Python: `python scripts/oracles/activations.py > src/core/model-size/fixtures/activations.json`.
src/core/model-size/memory.test.ts holds the estimate against it. The bytes of all tensors that autograd saves are
added up, weights left out, for 2 and for 4 layers; half of the difference is one layer. Measured on the CPU, where
dropout keeps 4 bytes an element for its mask; CUDA keeps 1.
"""

import json
import sys
import warnings
from typing import Any

import torch
from peft import LoraConfig, get_peft_model
from transformers import AutoConfig, AutoModelForCausalLM
from transformers.pytorch_utils import Conv1D

ROWS, LENGTH = 2, 64
PLAIN = {
    "vocab_size": 512, "hidden_size": 256, "intermediate_size": 768, "num_attention_heads": 8,
    "max_position_embeddings": 256,
}  # fmt: skip
SEPARATE = ["q_proj", "k_proj", "v_proj", "o_proj"]
CASES: dict[str, tuple[dict[str, Any], list[str]]] = {
    "phi": (PLAIN, ["q_proj", "k_proj", "v_proj", "dense"]),
    "phi3": ({**PLAIN, "num_key_value_heads": 2, "pad_token_id": None}, ["qkv_proj", "o_proj"]),
    "llama": ({**PLAIN, "num_key_value_heads": 2}, SEPARATE),
    "qwen2": ({**PLAIN, "num_key_value_heads": 2}, SEPARATE),
    "qwen3": ({**PLAIN, "num_key_value_heads": 4, "head_dim": 64}, SEPARATE),
    "gemma": ({**PLAIN, "num_key_value_heads": 1, "head_dim": 64}, SEPARATE),
    "gemma3_text": ({**PLAIN, "num_key_value_heads": 1, "head_dim": 64}, SEPARATE),
    "gpt2": (
        {"vocab_size": 512, "n_embd": 256, "n_head": 8, "n_positions": 256, "n_inner": 768},
        ["c_attn", "c_proj"],
    ),
    "gpt_neo": (
        {
            "vocab_size": 512, "hidden_size": 256, "intermediate_size": 768, "num_heads": 8, "window_size": 32,
            "max_position_embeddings": 256,
        },
        ["q_proj", "k_proj", "v_proj", "out_proj"],
    ),
}  # fmt: skip


def saved_bytes(config: Any, targets: list[str] | str, dtype: torch.dtype) -> int:
    torch.manual_seed(0)
    model = AutoModelForCausalLM.from_config(config, dtype=dtype)
    flipped = any(isinstance(module, Conv1D) for module in model.modules())
    lora = LoraConfig(r=8, lora_dropout=0.05, target_modules=targets, fan_in_fan_out=flipped, task_type="CAUSAL_LM")
    model = get_peft_model(model, lora).train()
    weights = {parameter.untyped_storage().data_ptr() for parameter in model.parameters()}
    held: list[torch.Tensor] = []

    def keep(tensor: torch.Tensor) -> torch.Tensor:
        held.append(tensor)
        return tensor

    ids = torch.randint(0, 512, (ROWS, LENGTH))
    body = model.get_base_model().base_model
    with (
        torch.autograd.graph.saved_tensors_hooks(keep, lambda tensor: tensor),
        torch.autocast("cpu", dtype=torch.bfloat16, enabled=dtype == torch.bfloat16),
    ):
        result = body(input_ids=ids, use_cache=False)
    storages = {tensor.untyped_storage().data_ptr(): tensor.untyped_storage().nbytes() for tensor in held}
    del result
    return sum(size for pointer, size in storages.items() if pointer not in weights)


def layer(architecture: str, settings: dict[str, Any], targets: list[str] | str, dtype: torch.dtype) -> int:
    def with_layers(count: int) -> int:
        name = {"gpt2": "n_layer", "gpt_neo": "num_layers"}.get(architecture, "num_hidden_layers")
        extra: dict[str, Any] = {name: count}
        if architecture == "gpt_neo":
            extra["attention_types"] = [[["global", "local"], count // 2]]
        return saved_bytes(AutoConfig.for_model(architecture, **settings, **extra), targets, dtype)

    return (with_layers(4) - with_layers(2)) // 2


if __name__ == "__main__":
    warnings.simplefilter("ignore")
    rows = [
        {
            "config": {"model_type": architecture, **settings}, "rows": ROWS, "length": LENGTH, "rank": 8,
            "targets": targets, "dtype": str(dtype).removeprefix("torch."),
            "bytes": layer(architecture, settings, targets, dtype),
        }
        for architecture, (settings, names) in CASES.items()
        for targets in (names, "all-linear")
        for dtype in (torch.bfloat16, torch.float32)
    ]  # fmt: skip
    json.dump(rows, sys.stdout, indent=2)
    sys.stdout.write("\n")
