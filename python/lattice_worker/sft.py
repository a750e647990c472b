"""Supervised fine-tuning on answers: TRL's SFTTrainer on rows that already are tokens."""

from typing import Any

import torch
from datasets import Dataset
from peft import PeftModel
from peft.tuners.tuners_utils import BaseTunerLayer
from transformers import PreTrainedTokenizerBase
from trl import SFTConfig, SFTTrainer

from .data import Rows
from .trainer import AdapterCheckpoints, keeping_precision, on_one_device, shared_arguments


class AnswerTrainer(AdapterCheckpoints, SFTTrainer):
    pass


def build_sft(
    job: dict[str, Any],
    schedule: dict[str, Any],
    device: torch.device,
    model: PeftModel,
    tokenizer: PreTrainedTokenizerBase,
    train: Rows,
    validation: Rows,
) -> AnswerTrainer:
    arguments = SFTConfig(
        **shared_arguments(job, schedule, device, bool(validation.rows)),
        # Reads the output layer's weight itself, so an adapter on that layer would have no effect.
        loss_type="nll" if isinstance(model.get_output_embeddings(), BaseTunerLayer) else "chunked_nll",
    )
    return keeping_precision(
        model,
        lambda: AnswerTrainer(
            model=model,
            args=on_one_device(arguments),
            train_dataset=Dataset.from_list(train.rows),
            eval_dataset=Dataset.from_list(validation.rows) if validation.rows else None,
            processing_class=tokenizer,
        ),
    )
