"""The probe job: does this environment really work? Every part is tried for real, and each is one `check` event.

All parts run, whatever fails, so that one probe tells everything. The `done` result says what the device can do, and
from it the dtype of later jobs is decided.
"""

import importlib
import math
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import torch

from .channel import Channel
from .checks import check
from .device import describe
from .failure import first_line

IMPORTED = ("transformers", "trl", "peft", "accelerate", "datasets", "tokenizers", "safetensors", "bitsandbytes")


def run_probe(job: dict[str, Any], device: torch.device, channel: Channel) -> dict[str, Any]:
    def attempt(name: str, part: Callable[[], tuple[float | None, str]]) -> bool:
        try:
            value, detail = part()
        except Exception as error:  # a broken package may throw anything
            check(channel, name, False, None, f"{type(error).__name__}: {first_line(error)}")
            return False
        check(channel, name, True, value, detail)
        return True

    imported = all([attempt(f"import_{name}", lambda name=name: _import(name)) for name in IMPORTED])
    facts = describe(device)
    bf16 = attempt("bf16_matmul", lambda: _matmul(device)) and facts["device"]["bf16"]
    lora = attempt("lora_step", lambda: _step(job, device, None))
    nf4 = attempt("nf4_step", lambda: _step(job, device, "nf4"))
    return {**facts, "imports": imported, "bf16": bf16, "lora": lora, "nf4": nf4}


def _import(name: str) -> tuple[None, str]:
    return None, str(getattr(importlib.import_module(name), "__version__", "imported"))


def _matmul(device: torch.device) -> tuple[float, str]:
    """Whether bfloat16 computes at all and gets about the right numbers; `device.bf16` says whether it is fast."""
    generator = torch.Generator().manual_seed(0)
    left, right = (torch.randn(128, 128, generator=generator) for _ in range(2))
    exact = left @ right
    narrow = (left.to(device, torch.bfloat16) @ right.to(device, torch.bfloat16)).float().cpu()
    error = float((narrow - exact).abs().max() / exact.abs().max())
    if not error < 0.02:
        raise ArithmeticError(f"a product in bfloat16 is off by {error:.1%}")
    return error, "largest relative error of a bfloat16 product"


def _step(job: dict[str, Any], device: torch.device, quantization: str | None) -> tuple[float, str]:
    """One optimiser step of LoRA on a random Llama, by the path that training jobs take."""
    from .data import Rows
    from .lora import attach
    from .model import count_quantized, load
    from .sft import build_sft

    with tempfile.TemporaryDirectory(prefix="lattice-probe-") as folder:
        _save_random_llama(folder)
        wire = {
            "source": folder, "revision": None, "adapter": None, "dtype": "float32", "quantization": quantization,
            "template": {"id": "probe", "jinja": "{{ messages[0].content }}", "stop": []},
        }  # fmt: skip
        loaded = load(wire, device, trainable=True)
        lora = {"lora_r": 2, "lora_alpha": 4, "lora_dropout": 0.0, "target_modules": "all-linear"}
        model = attach(loaded.model, lora)
        rows = Rows([{"input_ids": list(range(1, 9)), "labels": [-100, -100, *range(3, 9)]}] * 2)
        optimisation = {
            "learning_rate": 1e-3, "lr_scheduler_type": "constant", "optim": "adamw_torch", "weight_decay": 0.0,
            "max_grad_norm": 1.0, "per_device_train_batch_size": 2, "gradient_accumulation_steps": 1,
            "gradient_checkpointing": False,
        }  # fmt: skip
        schedule = {"max_steps": 1, "warmup_steps": 0, "save_steps": 2, "logging_steps": 1}
        settings = {**job, "model": wire, "output": str(Path(folder, "out")), "optimisation": optimisation}
        trainer = build_sft(settings, schedule, device, model, loaded.tokenizer, rows, Rows())
        loss = trainer.train().training_loss
        second = [weights for name, weights in model.named_parameters() if "lora_B" in name]
        moved = sum(float(weights.detach().abs().sum()) for weights in second)
        if not math.isfinite(loss) or not moved > 0:
            raise ArithmeticError(f"the step did nothing: loss {loss}, adapter {moved}")
        return loss, f"loss of one step; {count_quantized(model)} layers in 4 bit"


def _save_random_llama(folder: str) -> None:
    from tokenizers import Tokenizer, models
    from transformers import LlamaConfig, LlamaForCausalLM, PreTrainedTokenizerFast

    words = {"<end>": 0, **{f"w{number}": number for number in range(1, 64)}}
    known = Tokenizer(models.WordLevel(words, "<end>"))
    PreTrainedTokenizerFast(tokenizer_object=known, eos_token="<end>").save_pretrained(folder)
    config = LlamaConfig(
        vocab_size=64, hidden_size=64, intermediate_size=128, num_hidden_layers=1, num_attention_heads=2,
        bos_token_id=None, eos_token_id=0, pad_token_id=0,
    )  # fmt: skip
    LlamaForCausalLM(config).save_pretrained(folder)
