"""The training job, SFT or DPO: rows in, checkpoints of an adapter out."""

from typing import Any

import torch
from transformers import set_seed

from .callbacks import Reporter
from .channel import Channel
from .checks import Probe, check
from .data import Rows, read_rows
from .failure import Interrupted, WorkerFailure
from .interrupt import Interrupt
from .lora import attach, matched_modules, trainable_parameters
from .model import Loaded, count_quantized, load
from .preference import build_dpo
from .samples import Samples
from .sft import build_sft
from .trainer import require_resumable


def run_train(job: dict[str, Any], device: torch.device, channel: Channel, interrupt: Interrupt) -> dict[str, Any]:
    _require_sane(job, device)
    channel.emit({"type": "progress", "phase": "load", "done": 0, "total": 1, "unit": "model"})
    loaded = load(job["model"], device, trainable=True)
    set_seed(job["seed"])
    model = attach(loaded.model, job["lora"])
    interrupt.check()
    train, validation = _read(job, loaded)
    _check_setup(job, model, train, channel)
    schedule = channel.decide(_prepared(model, train, validation), ("begin",), interrupt)
    if not train.rows:
        raise WorkerFailure("data", f"No row of {job['train']} can be trained on.")
    steps = schedule["max_steps"]
    if job["resume"] and (reached := require_resumable(job["resume"])) >= steps:
        return {"global_step": reached, "max_steps": steps, "stopped": None, "checkpoint": job["resume"]}

    build = build_sft if job["method"] == "sft" else build_dpo
    trainer = build(job, schedule, device, model, loaded.tokenizer, train, validation)
    probe = Probe(trainer, validation.rows or train.rows, job["model"])
    samples = Samples(job, loaded, trainer, channel)
    reporter = Reporter(channel, interrupt, probe, samples)
    trainer.add_callback(reporter)
    _check_start(job, trainer, probe, channel)
    if job["resume"] is None:
        samples.tell_start()
    trainer.train(resume_from_checkpoint=job["resume"])
    shift = probe.logit_shift()
    check(channel, "adapter_moves_logits", shift > 0, shift, "largest change of a logit on the probe batch")
    if reporter.stopped is None and trainer.state.global_step < steps:
        raise Interrupted()
    return {
        "global_step": trainer.state.global_step,
        "max_steps": steps,
        "stopped": reporter.stopped,
        "checkpoint": reporter.checkpoint,
    }


def _require_sane(job: dict[str, Any], device: torch.device) -> None:
    if job["method"] == "dpo" and job["dpo"] is None:
        raise WorkerFailure("job", "A dpo job needs its `dpo` settings.")
    if job["model"]["dtype"] == "float16" and device.type == "cpu":
        raise WorkerFailure("model", "Training in float16 needs a GPU.", "Use bfloat16 or float32.")


def _read(job: dict[str, Any], loaded: Loaded) -> tuple[Rows, Rows]:
    limits = job["optimisation"]["max_length"], loaded.context
    method = job["method"]
    train = read_rows(job["train"], "train", method, loaded.template, *limits)
    return train, read_rows(job["validation"], "validation", method, loaded.template, *limits)


def _prepared(model: Any, train: Rows, validation: Rows) -> dict[str, Any]:
    return {
        "type": "prepared",
        "rows": len(train.rows),
        "validation_rows": len(validation.rows),
        "dropped": [*train.dropped, *validation.dropped],
        "trained_tokens": train.trained_tokens,
        "total_tokens": train.total_tokens,
        "trainable_parameters": trainable_parameters(model),
        "matched_modules": matched_modules(model),
        "decide": True,
    }


def _check_setup(job: dict[str, Any], model: Any, train: Rows, channel: Channel) -> None:
    check(channel, "trained_tokens", train.trained_tokens > 0, train.trained_tokens, "tokens of one epoch with a loss")
    matched = matched_modules(model)
    detail = ", ".join(f"{name} {count}" for name, count in matched.items())
    check(channel, "targets_matched", bool(matched), sum(matched.values()), detail)
    if job["model"]["quantization"] is not None:
        layers = count_quantized(model)
        check(channel, "quantisation_active", layers > 0, layers, "linear layers that hold 4-bit weights")


def _check_start(job: dict[str, Any], trainer: Any, probe: Probe, channel: Channel) -> None:
    """Where training starts: at the reference, or at exactly the checkpoint that was saved."""
    if job["resume"] is None:
        if job["method"] == "dpo":
            probe.require_start_at_reference(channel)
    elif job["resume_probe_loss"] is not None:
        trainer._load_from_checkpoint(job["resume"])
        probe.require_resumed(job["resume_probe_loss"])
