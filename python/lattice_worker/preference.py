"""Direct preference optimisation: TRL's DPOTrainer on pairs that already are tokens.

With an adapter (the SFT policy) training goes on with that adapter, and TRL makes a frozen copy of it, `ref`, the
reference. Without one, a fresh adapter is trained against the base model.
"""

from typing import Any

import torch
from datasets import Dataset
from peft import PeftModel
from transformers import PreTrainedTokenizerBase
from trl import DPOConfig, DPOTrainer

from .data import Rows
from .trainer import AdapterCheckpoints, keeping_precision, on_one_device, shared_arguments

REFERENCE = "ref"


class PairTrainer(AdapterCheckpoints, DPOTrainer):
    def _prepare_dataset(self, dataset: Dataset, *_: Any, **__: Any) -> Dataset:
        """TRL would tokenise here. The rows come from template.py, as every prompt does."""
        return dataset


def build_dpo(
    job: dict[str, Any],
    schedule: dict[str, Any],
    device: torch.device,
    model: PeftModel,
    tokenizer: PreTrainedTokenizerBase,
    train: Rows,
    validation: Rows,
) -> PairTrainer:
    settings = job["dpo"]
    arguments = DPOConfig(
        **shared_arguments(job, schedule, device, bool(validation.rows)),
        beta=settings["beta"],
        loss_type=settings["loss_type"],
        loss_weights=settings["loss_weights"],
        label_smoothing=settings["label_smoothing"],
    )
    trainer = keeping_precision(
        model,
        lambda: PairTrainer(
            model=model,
            args=on_one_device(arguments),
            train_dataset=Dataset.from_list(train.rows),
            eval_dataset=Dataset.from_list(validation.rows) if validation.rows else None,
            processing_class=tokenizer,
        ),
    )
    if job["model"]["adapter"] is None:
        # The copy of an adapter that does nothing yet is the base model itself, only slower.
        model.delete_adapter(REFERENCE)
    return trainer
