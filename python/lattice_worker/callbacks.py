"""Tells what happens in a training and does what is decided about it. Nothing is decided here."""

import math
import time
from typing import Any

from transformers import TrainerCallback, TrainerControl, TrainerState, TrainingArguments

from .channel import Channel
from .checks import Probe
from .failure import Interrupted
from .interrupt import Interrupt
from .samples import Samples

# Told elsewhere in the event, or wrong after a resume.
LEFT_OUT = {
    "epoch", "num_tokens", "num_input_tokens_seen",
    "train_runtime", "train_tokens_per_second", "samples_per_second", "steps_per_second",
}  # fmt: skip
PREFIX = "eval_"
TOLD_EVERY = 1.0  # seconds


class Reporter(TrainerCallback):
    def __init__(self, channel: Channel, interrupt: Interrupt, probe: Probe, samples: Samples) -> None:
        self._channel = channel
        self._interrupt = interrupt
        self._probe = probe
        self._samples = samples
        self._step_times: list[float] = []
        self._began = 0.0
        self._validated = 0
        self._told = 0.0
        self.stopped: str | None = None
        self.checkpoint: str | None = None

    def on_step_begin(self, *_: Any, **__: Any) -> None:
        self._began = time.perf_counter()

    def on_step_end(self, args: TrainingArguments, state: TrainerState, control: TrainerControl, **_: Any) -> None:
        self._step_times.append(time.perf_counter() - self._began)
        self._channel.emit(
            {"type": "progress", "phase": "train", "done": state.global_step, "total": state.max_steps, "unit": "step"}
        )
        if self._interrupt.asked:
            _stop(control)

    def on_log(
        self, args: TrainingArguments, state: TrainerState, control: TrainerControl, logs: dict[str, Any], **_: Any
    ) -> None:
        """Also called for evaluations and for the summary, which have no `loss`."""
        if "loss" not in logs:
            return
        values = _numbers(logs)
        values["step_time"] = sum(self._step_times) / len(self._step_times)
        self._step_times.clear()
        sound = math.isfinite(values["loss"]) and math.isfinite(values.get("grad_norm", 0.0))
        if self._tell("train", state, values, not sound, control) and args.eval_strategy != "no":
            control.should_evaluate = True

    def on_prediction_step(self, args: TrainingArguments, *_: Any, eval_dataloader: Any, **__: Any) -> None:
        """Called after each batch of a validation pass. A pass over long texts takes minutes."""
        total = len(eval_dataloader.dataset)
        self._validated = min(self._validated + args.per_device_eval_batch_size, total)
        now = time.perf_counter()
        if self._validated == total or now - self._told >= TOLD_EVERY:
            self._told = now
            self._channel.emit(
                {"type": "progress", "phase": "validate", "done": self._validated, "total": total, "unit": "row"}
            )

    def on_evaluate(
        self, args: TrainingArguments, state: TrainerState, control: TrainerControl, metrics: dict[str, Any], **_: Any
    ) -> None:
        self._validated = 0
        values = {name.removeprefix(PREFIX): value for name, value in metrics.items() if name.startswith(PREFIX)}
        self._tell("validation", state, _numbers(values), self.stopped is None, control)
        self._sample(args.eval_steps, state)

    def on_save(self, args: TrainingArguments, state: TrainerState, control: TrainerControl, **_: Any) -> None:
        if args.eval_strategy == "no":
            self._sample(args.save_steps, state)
        self.checkpoint = f"{args.output_dir}/checkpoint-{state.global_step}"
        self._channel.emit(
            {
                "type": "checkpoint",
                "global_step": state.global_step,
                "path": self.checkpoint,
                "probe_loss": self._probe.loss(),
                "logit_shift": self._probe.logit_shift(),
            }
        )

    def _sample(self, pass_steps: int, state: TrainerState) -> None:
        is_last = self.stopped is not None or state.global_step >= state.max_steps
        self._samples.tell_pass(state.global_step, state.epoch or 0.0, pass_steps=pass_steps, is_last=is_last)

    def _tell(
        self, split: str, state: TrainerState, values: dict[str, float], decide: bool, control: TrainerControl
    ) -> bool:
        """Emits a metric; True when training is to stop, with a checkpoint of this very step."""
        decide = decide and not self._interrupt.asked
        event = {
            "type": "metric",
            "split": split,
            "global_step": state.global_step,
            "epoch": state.epoch or 0.0,
            "tokens_seen": int(state.num_input_tokens_seen),
            "values": values,
            "decide": decide,
        }
        if not decide:
            self._channel.emit(event)
            return False
        try:
            decision = self._channel.decide(event, ("continue", "stop"), self._interrupt)
        except Interrupted:
            _stop(control)
            return False
        if decision["type"] == "continue":
            return False
        self.stopped = decision["reason"]
        _stop(control)
        return True


def _stop(control: TrainerControl) -> None:
    control.should_save = True
    control.should_training_stop = True


def _numbers(values: dict[str, Any]) -> dict[str, float]:
    return {name: float(value) for name, value in values.items() if name not in LEFT_OUT}
