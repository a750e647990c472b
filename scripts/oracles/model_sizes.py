"""Counts the parameters of each preset's architecture on torch's meta device, where weights take no memory.

Run with the pinned Python: `python scripts/oracles/model_sizes.py > src/core/model-size/fixtures/counts.json`.
src/core/model-size/layout.test.ts holds the arithmetic of TypeScript against it, python/tests/test_sizes.py the file
against the installed transformers.

Where the shapes come from: gpt2 is the default of GPT2Config; Qwen3-0.6B, Llama-3.2-1B and gemma-2b are copies of
their config.json in public repositories; phi-2 is its printed modules (huggingface/peft PR 1375); phi-4 and Qwen2-1.5B
are the builders of pytorch/torchtune; gemma-3-270m and SmolLM2-360M are re-implementations that load the real weights.
gpt2-xl and gpt-neo-125M are from memory. None was read on the Hub itself.
"""

import json
import sys
from collections import Counter
from typing import Any

import torch
from transformers import AutoConfig, AutoModelForCausalLM
from transformers.pytorch_utils import Conv1D

CONFIGS: dict[str, dict[str, Any]] = {
    "microsoft/phi-2": {
        "model_type": "phi", "vocab_size": 51200, "hidden_size": 2560, "intermediate_size": 10240,
        "num_hidden_layers": 32, "num_attention_heads": 32, "num_key_value_heads": 32,
        "max_position_embeddings": 2048, "partial_rotary_factor": 0.4, "tie_word_embeddings": False,
    },
    "google/gemma-2b-it": {
        "model_type": "gemma", "vocab_size": 256000, "hidden_size": 2048, "intermediate_size": 16384,
        "num_hidden_layers": 18, "num_attention_heads": 8, "num_key_value_heads": 1, "head_dim": 256,
        "max_position_embeddings": 8192,
    },
    "Qwen/Qwen2-1.5B-Instruct": {
        "model_type": "qwen2", "vocab_size": 151936, "hidden_size": 1536, "intermediate_size": 8960,
        "num_hidden_layers": 28, "num_attention_heads": 12, "num_key_value_heads": 2,
        "max_position_embeddings": 32768, "tie_word_embeddings": True,
    },
    "EleutherAI/gpt-neo-125M": {
        "model_type": "gpt_neo", "vocab_size": 50257, "hidden_size": 768, "num_layers": 12, "num_heads": 12,
        "attention_types": [[["global", "local"], 6]], "window_size": 256, "max_position_embeddings": 2048,
    },
    "gpt2": {
        "model_type": "gpt2", "vocab_size": 50257, "n_embd": 768, "n_layer": 12, "n_head": 12, "n_positions": 1024,
    },
    "gpt2-xl": {
        "model_type": "gpt2", "vocab_size": 50257, "n_embd": 1600, "n_layer": 48, "n_head": 25, "n_positions": 1024,
    },
    "microsoft/phi-4": {
        "model_type": "phi3", "vocab_size": 100352, "hidden_size": 5120, "intermediate_size": 17920,
        "num_hidden_layers": 40, "num_attention_heads": 40, "num_key_value_heads": 10,
        "max_position_embeddings": 16384, "tie_word_embeddings": False, "pad_token_id": None,
    },
    "Qwen/Qwen3-0.6B": {
        "model_type": "qwen3", "vocab_size": 151936, "hidden_size": 1024, "intermediate_size": 3072,
        "num_hidden_layers": 28, "num_attention_heads": 16, "num_key_value_heads": 8, "head_dim": 128,
        "max_position_embeddings": 40960, "tie_word_embeddings": True,
    },
    "HuggingFaceTB/SmolLM2-360M-Instruct": {
        "model_type": "llama", "vocab_size": 49152, "hidden_size": 960, "intermediate_size": 2560,
        "num_hidden_layers": 32, "num_attention_heads": 15, "num_key_value_heads": 5,
        "max_position_embeddings": 8192, "tie_word_embeddings": True,
    },
    "google/gemma-3-270m-it": {
        "model_type": "gemma3_text", "vocab_size": 262144, "hidden_size": 640, "intermediate_size": 2048,
        "num_hidden_layers": 18, "num_attention_heads": 4, "num_key_value_heads": 1, "head_dim": 256,
        "max_position_embeddings": 32768, "sliding_window": 512,
        "layer_types": (["sliding_attention"] * 5 + ["full_attention"]) * 3,
    },
    "meta-llama/Llama-3.2-1B-Instruct": {
        "model_type": "llama", "vocab_size": 128256, "hidden_size": 2048, "intermediate_size": 8192,
        "num_hidden_layers": 16, "num_attention_heads": 32, "num_key_value_heads": 8, "head_dim": 64,
        "max_position_embeddings": 131072, "tie_word_embeddings": True,
    },
}  # fmt: skip


def count(config: dict[str, Any]) -> dict[str, Any]:
    """Parameters (tied weights once) and the linear layers but the output head, as `name inputs outputs` → how many."""
    settings = {name: value for name, value in config.items() if name != "model_type"}
    with torch.device("meta"):
        model = AutoModelForCausalLM.from_config(AutoConfig.for_model(config["model_type"], **settings))
    linears: Counter[str] = Counter()
    for name, module in model.named_modules():
        if isinstance(module, torch.nn.Linear | Conv1D) and module is not model.get_output_embeddings():
            inputs, outputs = module.weight.shape if isinstance(module, Conv1D) else reversed(module.weight.shape)
            linears[f"{name.rpartition('.')[2]} {inputs} {outputs}"] += 1
    return {
        "parameters": sum(parameter.numel() for parameter in model.parameters()),
        "linears": dict(sorted(linears.items())),
    }


if __name__ == "__main__":
    rows = {name: {"config": config, **count(config)} for name, config in CONFIGS.items()}
    json.dump(rows, sys.stdout, indent=2)
    sys.stdout.write("\n")
