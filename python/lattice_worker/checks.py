"""Proofs of effect: a training that runs through is no proof that it did anything."""

import math
from contextlib import contextmanager
from typing import Any

import torch

from .channel import Channel
from .data import Row
from .failure import WorkerFailure

TOLERANCE = {"float32": 1e-4, "float16": 5e-3, "bfloat16": 2e-2}
PROBE_ROWS = 4


def check(channel: Channel, name: str, passed: bool, value: float | int | None, detail: str) -> None:
    channel.emit({"type": "check", "name": name, "passed": passed, "value": value, "detail": detail})


class Probe:
    """A fixed batch, looked at without dropout and without a gradient. Leaves no trace in the training."""

    def __init__(self, trainer: Any, rows: list[Row], wire: dict[str, Any]) -> None:
        self._trainer = trainer
        self._batch = trainer.data_collator([dict(row) for row in rows[:PROBE_ROWS]])
        narrow = wire["quantization"] is not None
        self.tolerance = TOLERANCE["bfloat16" if narrow else wire["dtype"]]

    def loss(self) -> float:
        """The training's own loss on the batch; for DPO it depends on policy and reference."""
        trainer = self._trainer
        inputs = trainer._prepare_inputs(dict(self._batch))
        with _evaluating(trainer):
            loss, _, _ = trainer.prediction_step(trainer.model, inputs, prediction_loss_only=True)
        return float(loss)

    def sigmoid_loss(self) -> float:
        """The sigmoid part of a DPO loss. It is ln 2 where policy and reference are the same model."""
        trainer = self._trainer
        kept = trainer.loss_types, trainer.loss_weights
        trainer.loss_types, trainer.loss_weights = ["sigmoid"], [1.0]
        try:
            return self.loss()
        finally:
            trainer.loss_types, trainer.loss_weights = kept

    def logit_shift(self) -> float:
        """The largest |logit(adapter) − logit(base)|, row by row, as a whole batch of logits may not fit."""
        trainer, model = self._trainer, self._trainer.model
        inputs = trainer._prepare_inputs(dict(self._batch))
        largest = 0.0
        with _evaluating(trainer), torch.no_grad(), trainer.compute_loss_context_manager():
            for ids, mask in zip(inputs["input_ids"], inputs["attention_mask"], strict=True):
                row = {"input_ids": ids[mask.bool()][None], "use_cache": False}
                tuned = model(**row).logits.float()
                with model.disable_adapter():
                    base = model(**row).logits.float()
                shift = float((tuned - base).abs().max())
                # max() would lose a NaN.
                largest = shift if math.isnan(shift) else max(largest, shift)
        return largest

    def require_start_at_reference(self, channel: Channel) -> None:
        loss = self.sigmoid_loss()
        passed = abs(loss - math.log(2)) <= self.tolerance
        check(channel, "dpo_reference_is_start", passed, loss, "sigmoid loss before the first step; ln 2 is 0.6931")
        if not passed:
            raise WorkerFailure(
                "internal", f"DPO doesn't start at its reference: the sigmoid loss is {loss:.6f}, not ln 2."
            )

    def require_resumed(self, expected: float) -> None:
        loss = self.loss()
        if not abs(loss - expected) <= self.tolerance * max(1.0, abs(expected)):
            raise WorkerFailure(
                "resume",
                f"The checkpoint isn't what was saved: its probe loss is {loss:.6f}, and was {expected:.6f}.",
                "Its files, the data or the base have changed. Remove it, to go on from the checkpoint before.",
            )


@contextmanager
def _evaluating(trainer: Any) -> Any:
    training = trainer.model.training
    trainer.model.eval()
    try:
        yield
    finally:
        trainer.model.train(training)
        # TRL gathers metrics in every forward, and would mix these into the next evaluation.
        trainer._metrics["eval"].clear()
