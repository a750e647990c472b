"""Small trainings for the tests."""

import os
import random
from collections.abc import Callable
from typing import Any

from .support import JSON, Recorder, common, wire_model, write_lines

WORDS = "the quick brown fox jumps over a lazy dog while seven wizards mix bright potions".split()
SCHEDULE = {"type": "begin", "max_steps": 6, "warmup_steps": 1, "eval_steps": 3, "save_steps": 3, "logging_steps": 1}


def examples(count: int, seed: int = 0) -> list[JSON]:
    draw = random.Random(seed)
    return [
        {
            "prompt": _message("user", _words(draw, 3 + at % 4)),
            "completion": _message("assistant", _words(draw, 2 + at % 5)),
        }
        for at in range(count)
    ]


def pairs(count: int, seed: int = 0) -> list[JSON]:
    draw = random.Random(seed)
    return [
        {
            "prompt": _message("user", _words(draw, 3 + at % 4)),
            "chosen": _message("assistant", f"yes {_words(draw, 2 + at % 3)}"),
            "rejected": _message("assistant", f"no {_words(draw, 1 + at % 4)}"),
        }
        for at in range(count)
    ]


def train_job(folder: str, model: str, method: str = "sft", rows: int = 14, **changes: Any) -> JSON:
    """14 rows, batches of 2, 2 accumulated: 4 steps an epoch, so that 6 steps end within the second."""
    make = examples if method == "sft" else pairs
    wire = changes.pop("wire", {})
    optimisation = {
        "learning_rate": 5e-3,
        "lr_scheduler_type": "cosine",
        "optim": "adamw_torch",
        "weight_decay": 0.0,
        "max_grad_norm": 1.0,
        "per_device_train_batch_size": 2,
        "gradient_accumulation_steps": 2,
        "gradient_checkpointing": False,
        "max_length": 128,
        **changes.pop("optimisation", {}),
    }
    lora = {"lora_r": 4, "lora_alpha": 8, "lora_dropout": 0.1, "target_modules": "all-linear"}
    dpo = {"beta": 0.1, "loss_type": ["sigmoid"], "loss_weights": None, "label_smoothing": 0.0}
    return {
        **common(),
        "kind": "train",
        "method": method,
        "model": wire_model(model, **wire),
        "train": write_lines(os.path.join(folder, f"{method}-train.jsonl"), make(rows)),
        "validation": write_lines(os.path.join(folder, f"{method}-val.jsonl"), make(5, seed=1)),
        "output": os.path.join(folder, "out"),
        "resume": None,
        "resume_probe_loss": None,
        "lora": {**lora, **changes.pop("lora", {})},
        "optimisation": optimisation,
        "dpo": None if method == "sft" else {**dpo, **changes.pop("dpo", {})},
        "probes": None,
        **changes,
    }


def train(
    job: JSON, decide: Callable[[JSON], JSON | None] | None = None, interrupt_at: int | None = None, **schedule: int
) -> Recorder:
    """Runs a job in this process. `decide` may answer an event; what it leaves open goes on.
    `interrupt_at` is the step during which Ctrl-C comes."""
    import torch

    from lattice_worker.interrupt import Interrupt
    from lattice_worker.train import run_train

    interrupt = Interrupt()

    def answer(event: JSON) -> JSON:
        decision = decide(event) if decide else None
        if decision is not None:
            return decision
        return {**SCHEDULE, **schedule} if event["type"] == "prepared" else {"type": "continue"}

    class Interrupting(Recorder):
        def emit(self, event: JSON) -> None:
            super().emit(event)
            if event["type"] == "progress" and event["phase"] == "train" and event["done"] == interrupt_at:
                interrupt.asked = True

    recorder = Interrupting(answer)
    torch.set_num_threads(1)
    recorder.failure = None
    try:
        recorder.result = run_train(job, torch.device("cpu"), recorder, interrupt)
    except Exception as error:
        recorder.failure = error
        if not hasattr(error, "kind"):
            raise
    return recorder


def adapter(checkpoint: str) -> dict[str, Any]:
    from safetensors.torch import load_file

    return load_file(os.path.join(checkpoint, "adapter_model.safetensors"))


def _words(draw: random.Random, count: int) -> str:
    return " ".join(draw.choice(WORDS) for _ in range(count))


def _message(role: str, content: str) -> list[JSON]:
    return [{"role": role, "content": content}]
