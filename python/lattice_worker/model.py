"""Loads a base model, its tokenizer, its template and its adapter, and says clearly why it can't."""

import os
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import torch
from transformers import (
    AutoConfig,
    AutoModelForCausalLM,
    AutoTokenizer,
    BitsAndBytesConfig,
    GenerationConfig,
    PreTrainedConfig,
    PreTrainedModel,
    PreTrainedTokenizerBase,
)

from .adapter import with_adapter
from .failure import WorkerFailure, first_line, is_out_of_memory
from .files import require_inert
from .template import Template


@dataclass
class Loaded:
    name: str
    model: PreTrainedModel
    tokenizer: PreTrainedTokenizerBase
    template: Template
    device: torch.device
    context: int | None
    """Tokens that the model can look at, where its config says so."""


def load(wire: dict[str, Any], device: torch.device, *, trainable: bool = False) -> Loaded:
    """@raises WorkerFailure of kind `model`"""
    source = {"revision": wire["revision"], "trust_remote_code": False}
    name = wire["source"]
    if _is_folder_name(name) and not Path(name).is_dir():
        raise WorkerFailure("model", f"There is no model folder {name}.", "Check the path, or use a Hub name.")
    _attempt(name, lambda: require_inert(name, source))
    config = _attempt(name, lambda: AutoConfig.from_pretrained(name, **source))
    _require_safe(name, config, wire["dtype"])
    tokenizer = _attempt(name, lambda: AutoTokenizer.from_pretrained(name, **source))
    template = Template(tokenizer, wire["template"], getattr(config.get_text_config(), "vocab_size", None))
    model = _weights(name, source, wire, device)
    if wire["adapter"] is not None:
        model = with_adapter(model, wire["adapter"], trainable=trainable)
    _require_padding(name, tokenizer)
    # Sampling settings come from the ask alone. Whatever the repository recommends would be mixed in silently.
    model.generation_config = GenerationConfig()
    model.eval()
    context = getattr(config.get_text_config(), "max_position_embeddings", None)
    return Loaded(name, model, tokenizer, template, device, context)


def not_a_number(loaded: Loaded) -> WorkerFailure:
    """Why a model gives NaN instead of scores: because of its weights, or of the number format."""
    tensors = [*loaded.model.named_parameters(), *loaded.model.named_buffers()]
    broken = (name for name, tensor in tensors if tensor.is_floating_point() and not torch.isfinite(tensor).all())
    if (name := next(broken, None)) is not None:
        return WorkerFailure(
            "model",
            f"The weights of {loaded.name} hold values that are no numbers (NaN or infinite), in {name}.",
            "They were saved like that, or are damaged: fetch or train them again, or take another model.",
        )
    dtype = str(loaded.model.dtype).removeprefix("torch.")
    return WorkerFailure(
        "model",
        f"{loaded.name} gives NaN instead of scores in {dtype}.",
        "Take another model." if dtype == "float32" else "The format is too narrow for it: set its dtype to float32.",
    )


def count_quantized(model: torch.nn.Module) -> int:
    """How many linear layers really hold 4-bit weights."""
    kinds = (type(module) for module in model.modules())
    # PEFT's wrapper around such a layer has the same name.
    return sum(kind.__name__ == "Linear4bit" and kind.__module__.startswith("bitsandbytes") for kind in kinds)


def _weights(name: str, source: dict[str, Any], wire: dict[str, Any], device: torch.device) -> PreTrainedModel:
    quantization = _nf4() if wire["quantization"] == "nf4" else None
    model, info = _attempt(
        name,
        lambda: AutoModelForCausalLM.from_pretrained(
            name,
            **source,
            dtype=getattr(torch, wire["dtype"]),
            use_safetensors=True,
            output_loading_info=True,
            quantization_config=quantization,
            # Without a map the quantizer puts the weights on the CPU where there is no CUDA, also on a Mac.
            device_map={"": str(device)} if quantization else None,
        ),
    )
    if missing := sorted(info["missing_keys"]):
        raise WorkerFailure(
            "model",
            f"The weights of {name} are incomplete: {len(missing)} tensors are missing, {missing[0]} first.",
            "They would be random. Is this the folder of a causal language model?",
        )
    if quantization and count_quantized(model) == 0:
        raise WorkerFailure("model", f"No layer of {name} was quantized to nf4.")
    _keep_layout(model)
    return model if quantization else model.to(device)


def _keep_layout(model: torch.nn.Module) -> None:
    """Stops bitsandbytes from repacking 4-bit weights on the CPU.

    With AVX512 it does so in the first forward outside of training, in place and with coarser scales: an evaluation
    would change the model that is being trained, and narrow layers crash.
    """
    for module in model.modules():
        if hasattr(module, "support_avx512bf16_for_cpu"):
            module.support_avx512bf16_for_cpu = False


def _nf4() -> BitsAndBytesConfig:
    return BitsAndBytesConfig(
        load_in_4bit=True,
        bnb_4bit_quant_type="nf4",
        bnb_4bit_use_double_quant=True,
        bnb_4bit_compute_dtype=torch.bfloat16,
    )


TOO_NARROW = {
    "phi": "attention of the phi family overflows there and answers are NaN",
    "gemma": "activations of the gemma family are larger than it can hold",
    "gemma2": "activations of the gemma family are larger than it can hold",
    "gemma3_text": "activations of the gemma family are larger than it can hold",
}
"""Why an architecture can't run in float16. The presets in TypeScript say the same of the models that they name."""


def _require_safe(name: str, config: PreTrainedConfig, dtype: str) -> None:
    if dtype == "float16" and config.model_type in TOO_NARROW:
        raise WorkerFailure(
            "model",
            f"{name} can't run in float16: {TOO_NARROW[config.model_type]}.",
            "Use bfloat16 or float32.",
        )
    if config.is_encoder_decoder:
        raise WorkerFailure("model", f"{name} is an encoder-decoder, not a causal language model.")


def _require_padding(name: str, tokenizer: PreTrainedTokenizerBase) -> None:
    """Padding is masked and carries no loss, so the end token will do where a tokenizer has none of its own."""
    if tokenizer.pad_token is not None:
        return
    if tokenizer.eos_token is None:
        raise WorkerFailure(
            "model",
            f"The tokenizer of {name} has neither a padding token nor an end token.",
            "Name one in its tokenizer_config.json: eos_token, as the model was trained with.",
        )
    tokenizer.pad_token = tokenizer.eos_token


def _attempt(name: str, load_part: Any) -> Any:
    """Runs one loading call and turns what it throws into a `model` failure."""
    try:
        return load_part()
    except WorkerFailure:
        raise
    except Exception as error:
        if is_out_of_memory(error):
            raise
        raise WorkerFailure("model", f"{name} can't be loaded: {_reason(error)}", _hint(error)) from error


def _reason(error: Exception) -> str:
    message = first_line(error)
    if "Unrecognized configuration class" in message:
        return "it is not a causal language model."
    if "contains custom code" in message or "references custom code" in message:
        return "it needs program code of its own, which never runs here."
    if "instantiate the backend tokenizer" in message:
        return "it has no tokenizer that can be read."
    return message


def _hint(error: Exception) -> str | None:
    text = f"{type(error).__name__} {error}"
    if "SafetensorError" in text or "safetensors" in text.lower():
        return "The weights are damaged or not in safetensors format. Fetch the model again."
    if "custom code" in text:
        return "Take a model that transformers can load by itself."
    if "instantiate the backend tokenizer" in text:
        return "Put tokenizer.json and tokenizer_config.json of the model beside its weights."
    if "does not recognize this architecture" in text:
        return "Take a model with an architecture that the pinned transformers has (lattice env status)."
    if "gated" in text.lower():
        return "Ask for access on the model's page, then set HF_TOKEN."
    if "offline" in text.lower() or "connect" in text.lower():
        return "The model isn't in the cache and the Hub can't be reached."
    return None


def _is_folder_name(name: str) -> bool:
    return os.path.isabs(name) or name.startswith((".", "~")) or name.count("/") > 1
