"""Probe prompts answered in the middle of a training, so that a person sees what the model has come to say.

They are for reading alone: nothing is decided by them, a failed one stops nothing, and the training goes on as if they
had not been asked: same mode, same random numbers.
"""

import random
import sys
import traceback
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from typing import Any

import numpy
import torch

from .channel import Channel
from .failure import WorkerFailure, first_line
from .generate import Job, generate
from .model import Loaded
from .template import Message

Answer = dict[str, Any]


class Samples:
    """Tells a `sample` event at the steps that are asked for; does nothing when the job has no probes."""

    def __init__(self, job: dict[str, Any], loaded: Loaded, trainer: Any, channel: Channel) -> None:
        self._probes = job["probes"]
        self._batch = job["optimisation"]["per_device_train_batch_size"]
        self._loaded = loaded
        self._trainer = trainer
        self._channel = channel
        self._last: int | None = None

    def tell_start(self) -> None:
        self._tell(0, 0.0)

    def tell_pass(self, step: int, epoch: float, *, pass_steps: int, is_last: bool) -> None:
        """After a validation pass; there is one every `pass_steps` steps, and a last one."""
        if self._probes and (is_last or step % (pass_steps * self._probes["every"]) == 0):
            self._tell(step, epoch)

    def _tell(self, step: int, epoch: float) -> None:
        if not self._probes or step == self._last:
            return
        self._last = step
        with undisturbed(self._trainer.model), self._trainer.compute_loss_context_manager():
            answers = self._answers(replace(self._loaded, model=self._trainer.model))
        self._channel.emit({"type": "sample", "global_step": step, "epoch": epoch, "answers": answers})

    def _answers(self, loaded: Loaded) -> list[Answer]:
        prompts, size = self._probes["prompts"], self._batch
        batches = (prompts[at : at + size] for at in range(0, len(prompts), size))
        return [answer for batch in batches for answer in _answered(loaded, batch, self._probes["max_new_tokens"])]


def _answered(loaded: Loaded, batch: list[Any], longest: int) -> list[Answer]:
    """A prompt that can't be answered has the reason in place of its answer, and keeps none from another."""
    try:
        jobs = [_job(loaded, messages, longest) for messages in batch]
        return generate(loaded, jobs)
    except Exception as error:
        if loaded.device.type == "cuda":
            torch.cuda.empty_cache()
        if len(batch) > 1:
            return [answer for one in batch for answer in _answered(loaded, [one], longest)]
        if not isinstance(error, ValueError | WorkerFailure):
            traceback.print_exception(error, file=sys.stderr)
        return [{"failed": first_line(error)}]


def _job(loaded: Loaded, messages: list[Message], longest: int) -> Job:
    """@raises ValueError"""
    prompt = loaded.template.prompt(messages)
    room = longest if loaded.context is None else min(longest, loaded.context - len(prompt.ids))
    if room < 1:
        raise ValueError(f"it has {len(prompt.ids)} tokens, and the model can look at {loaded.context}")
    return prompt, {"text": {"max_new_tokens": room, "temperature": 0, "top_p": 1, "seed": 0}}


@contextmanager
def undisturbed(model: torch.nn.Module) -> Iterator[None]:
    """The model without dropout; afterwards each module's mode and every random generator are as they were."""
    modes = [(module, module.training) for module in model.modules()]
    states = random.getstate(), numpy.random.get_state(), torch.get_rng_state()
    on_cuda = torch.cuda.get_rng_state_all() if torch.cuda.is_available() else None
    on_mps = torch.mps.get_rng_state() if torch.backends.mps.is_available() else None
    model.eval()
    try:
        yield
    finally:
        for module, training in modes:
            module.training = training
        random.setstate(states[0])
        numpy.random.set_state(states[1])
        torch.set_rng_state(states[2])
        if on_cuda is not None:
            torch.cuda.set_rng_state_all(on_cuda)
        if on_mps is not None:
            torch.mps.set_rng_state(on_mps)
