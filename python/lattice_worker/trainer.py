"""What both trainers share: the arguments, and checkpoints that hold exactly the adapter.

Data order: the file's, in every epoch. TypeScript shuffles, so the order can be read in the data set, a step's rows
are known from its number alone, and resuming needs no state of a random generator to find its place.
"""

import json
from pathlib import Path
from typing import Any

import torch
from peft import PeftModel, load_peft_weights, set_peft_model_state_dict
from transformers import PrinterCallback, TrainingArguments

from .failure import WorkerFailure

ADAPTER = "default"
RESUMABLE = ("adapter_model.safetensors", "optimizer.pt", "scheduler.pt", "rng_state.pth", "trainer_state.json")


class AdapterCheckpoints:
    """Mixed into a TRL trainer.

    Checkpoints hold the trained adapter alone: not DPO's frozen copy `ref`, no tokenizer, no pickled arguments, no
    card. And they are loaded into the trained adapter: transformers 5.18 loads *only* sub-folders where there are any,
    so with `ref/` beside the adapter it would go on from the SFT weights without a word
    (huggingface/transformers#30478).
    """

    model: PeftModel

    def _save(self, output_dir: str | None = None, state_dict: dict[str, Any] | None = None) -> None:
        # save_embedding_layers would ask the Hub whether the vocabulary was changed. It never is.
        self.model.save_pretrained(output_dir, selected_adapters=[ADAPTER], save_embedding_layers=False)
        Path(output_dir or "", "README.md").unlink(missing_ok=True)

    def _load_from_checkpoint(self, resume_from_checkpoint: str, model: Any = None) -> None:
        weights = load_peft_weights(resume_from_checkpoint, device="cpu")
        result = set_peft_model_state_dict(self.model, weights, adapter_name=ADAPTER)
        lost = [name for name in result.missing_keys if f".{ADAPTER}." in name]
        if lost or result.unexpected_keys:
            raise WorkerFailure(
                "resume",
                f"{resume_from_checkpoint} doesn't fit the model: {(lost or result.unexpected_keys)[0]}.",
            )

    def create_model_card(self, *_: Any, **__: Any) -> None:
        """TypeScript writes the card, with what it knows about the data."""


def shared_arguments(
    job: dict[str, Any], schedule: dict[str, Any], device: torch.device, validated: bool
) -> dict[str, Any]:
    """Training arguments for a schedule (`begin` of the wire). Nothing is chosen here but what the job says."""
    optimisation = job["optimisation"]
    batch = optimisation["per_device_train_batch_size"]
    return {
        "output_dir": job["output"],
        **{name: schedule[name] for name in ("max_steps", "warmup_steps", "save_steps", "logging_steps")},
        **{name: optimisation[name] for name in (
            "learning_rate", "lr_scheduler_type", "optim", "weight_decay", "max_grad_norm",
            "gradient_accumulation_steps", "gradient_checkpointing",
        )},
        "per_device_train_batch_size": batch,
        "per_device_eval_batch_size": batch,
        "eval_strategy": "steps" if validated else "no",
        "eval_steps": schedule["eval_steps"] if validated else None,
        "save_strategy": "steps",
        "save_total_limit": None,
        "logging_strategy": "steps",
        # Otherwise a loss that isn't a number is replaced by the mean of those before it.
        "logging_nan_inf_filter": False,
        "train_sampling_strategy": "sequential",
        "include_num_input_tokens_seen": "non_padding",
        "seed": job["seed"],
        "data_seed": job["seed"],
        "bf16": job["model"]["dtype"] == "bfloat16",
        "fp16": job["model"]["dtype"] == "float16",
        "use_cpu": device.type == "cpu",
        "dataloader_pin_memory": device.type == "cuda",
        "report_to": "none",
        "disable_tqdm": True,
        # Rows that are too long were dropped before, and told.
        "max_length": None,
    }  # fmt: skip


def on_one_device(arguments: TrainingArguments) -> TrainingArguments:
    """Left alone, Trainer splits each batch over all GPUs that it sees, which is not the batch of the job."""
    if arguments.n_gpu > 1:
        arguments._n_gpu = 1
    return arguments


def keeping_precision(model: PeftModel, build: Any) -> Any:
    """The trainer that `build` makes, with the adapter in the precision that it had before.

    TRL casts the adapter of a quantized model to bfloat16. With a learning rate of 5e-6 most updates would then be
    smaller than half a unit in the last place, and lost; and DPO would start away from its reference.
    """
    before = {name: parameter.data for name, parameter in model.named_parameters() if parameter.requires_grad}
    trainer = build()
    for name, parameter in model.named_parameters():
        if name in before:
            parameter.data = before[name]
    # It prints every row of metrics to stdout.
    trainer.remove_callback(PrinterCallback)
    return trainer


def require_resumable(folder: str) -> int:
    """The global step of a checkpoint. transformers skips what is missing without a word, so look first."""
    missing = [name for name in RESUMABLE if not Path(folder, name).is_file()]
    if missing:
        raise WorkerFailure("resume", f"The checkpoint {folder} is incomplete: {', '.join(missing)} is missing.")
    return int(json.loads(Path(folder, "trainer_state.json").read_text("utf-8"))["global_step"])
