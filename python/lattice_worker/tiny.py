"""Job kind `pretrain`: a small Llama and its tokenizer from nothing, saved as a Hugging Face folder.

A plain loop of its own, because loss weights differ by token and only weighted positions need the output layer.
The same job gives the same weights, bit for bit, on one machine.
"""

import json
import math
import random
from bisect import bisect_left
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import torch

from .device import pick
from .failure import WorkerFailure

JSON = dict[str, Any]
Sequence = tuple[list[int], list[float]]  # token ids and the loss weight of each


def run_pretrain(job: JSON, emit: Callable[[JSON], None]) -> JSON:
    """Trains and saves the model that `job` (pretrainJobSchema as a dict) describes, into `job["output"]`.

    `emit` takes protocol events. Returns what the `done` event tells. SIGINT between two steps raises
    KeyboardInterrupt and leaves no folder that could be taken for a finished one: saving is the last act.
    """
    torch.set_num_threads(job["threads"])
    torch.manual_seed(job["seed"])
    device = pick(job["device"])
    rows = [json.loads(line) for line in Path(job["corpus"]).read_text("utf-8").splitlines() if line.strip()]
    tokenizer = _tokenizer(job, rows)
    sequences = _sequences(tokenizer, rows)
    model = _model(job, tokenizer).to(device)
    seen, loss = _train(model, sequences, tokenizer.pad_token_id, job, emit)
    output = Path(job["output"])
    for part in (model.to("cpu"), tokenizer):
        part.save_pretrained(output)
    return {
        "path": str(output),
        "steps": job["optimisation"]["steps"],
        "rows": len(rows),
        "tokens_seen": seen,
        "loss": loss,
        "parameters": sum(parameter.numel() for parameter in model.parameters()),
        "vocabulary": len(tokenizer),
    }


def _tokenizer(job: JSON, rows: list[JSON]) -> Any:
    from transformers import AutoTokenizer, PreTrainedTokenizerFast

    if job["init"] is not None:
        tokenizer = AutoTokenizer.from_pretrained(job["init"])
        tokenizer.chat_template = job["chat_template"]
        return tokenizer
    settings = job["tokenizer"]
    named = {settings["eos_token"], settings["pad_token"]}
    return PreTrainedTokenizerFast(
        tokenizer_object=_byte_level_bpe(settings, rows),
        eos_token=settings["eos_token"],
        pad_token=settings["pad_token"],
        additional_special_tokens=[token for token in settings["special_tokens"] if token not in named],
        chat_template=job["chat_template"],
        model_max_length=job["architecture"]["max_position_embeddings"],
        clean_up_tokenization_spaces=False,
    )


def _byte_level_bpe(settings: JSON, rows: list[JSON]) -> Any:
    from tokenizers import AddedToken, Tokenizer, decoders, models, pre_tokenizers, trainers

    tokenizer = Tokenizer(models.BPE())
    tokenizer.pre_tokenizer = pre_tokenizers.ByteLevel(add_prefix_space=False)
    tokenizer.decoder = decoders.ByteLevel()
    words = settings["whole_words"]
    trainer = trainers.BpeTrainer(
        vocab_size=settings["vocabulary"] - len(words),
        special_tokens=settings["special_tokens"],
        initial_alphabet=pre_tokenizers.ByteLevel.alphabet(),
        show_progress=False,
    )
    texts = (message["content"] for row in rows for message in row["messages"] if message["content"] not in words)
    tokenizer.train_from_iterator(texts, trainer)
    tokenizer.add_tokens([AddedToken(word, special=False, normalized=False) for word in words])
    return tokenizer


def _sequences(tokenizer: Any, rows: list[JSON]) -> list[Sequence]:
    render = _renderer(tokenizer)
    spans = [_weighted_spans(render, row["messages"]) for row in rows]
    encodings = tokenizer.backend_tokenizer.encode_batch([text for text, _ in spans], add_special_tokens=False)
    return [
        (encoding.ids, _weights(encoding.offsets, weighted))
        for encoding, (_, weighted) in zip(encodings, spans, strict=True)
    ]


def _renderer(tokenizer: Any) -> Callable[[list[JSON], bool], str]:
    from transformers.utils.chat_template_utils import _compile_jinja_template

    template = _compile_jinja_template(tokenizer.chat_template)
    return lambda messages, answer: template.render(messages=messages, add_generation_prompt=answer)


def _weighted_spans(
    render: Callable[[list[JSON], bool], str], messages: list[JSON]
) -> tuple[str, list[tuple[int, int, float]]]:
    """The rendered text, and (start, end, weight) in characters for each message that carries a loss.

    A span starts where the prompt for that message ends, so it holds exactly what the model has to write,
    its end token too.
    """
    spans = [
        (len(render(messages[:place], True)), len(render(messages[: place + 1], False)), message["loss"])
        for place, message in enumerate(messages)
        if message["loss"] > 0
    ]
    return render(messages, False), spans


def _weights(offsets: list[tuple[int, int]], spans: list[tuple[int, int, float]]) -> list[float]:
    starts = [start for start, _ in offsets]
    weights = [0.0] * len(offsets)
    for start, end, weight in spans:
        first, after = bisect_left(starts, start), bisect_left(starts, end)
        weights[first:after] = [weight] * (after - first)
    return weights


def _model(job: JSON, tokenizer: Any) -> Any:
    from transformers import GenerationConfig, LlamaConfig, LlamaForCausalLM

    if job["init"] is not None:
        return LlamaForCausalLM.from_pretrained(job["init"], dtype="float32")
    architecture = job["architecture"]
    ends = {"eos_token_id": tokenizer.eos_token_id, "pad_token_id": tokenizer.pad_token_id, "bos_token_id": None}
    config = LlamaConfig(
        vocab_size=len(tokenizer),
        **architecture,
        num_key_value_heads=architecture["num_attention_heads"],
        tie_word_embeddings=True,
        **ends,
    )
    model = LlamaForCausalLM(config)
    model.generation_config = GenerationConfig(**ends)
    return model


def _train(
    model: Any, sequences: list[Sequence], pad: int, job: JSON, emit: Callable[[JSON], None]
) -> tuple[int, float]:
    """Runs all steps. Returns (tokens seen, mean loss of the last tenth of the steps)."""
    settings = job["optimisation"]
    steps = settings["steps"]
    optimiser = torch.optim.AdamW(
        model.parameters(),
        lr=settings["learning_rate"],
        betas=(0.9, 0.98),
        weight_decay=settings["weight_decay"],
        fused=True,
    )
    schedule = torch.optim.lr_scheduler.LambdaLR(optimiser, _warmup_then_cosine(steps, settings["warmup_ratio"]))
    model.train()
    seen, losses = 0, []
    batches = _batches(sequences, settings["batch_size"], job["seed"])
    for step, (epoch, batch) in zip(range(1, steps + 1), batches, strict=False):
        ids, weights = _padded(batch, pad, model.device)
        loss = _weighted_loss(model, ids, weights)
        loss.backward()
        torch.nn.utils.clip_grad_norm_(model.parameters(), settings["max_grad_norm"])
        optimiser.step()
        schedule.step()
        optimiser.zero_grad(set_to_none=True)
        seen += sum(len(tokens) for tokens, _ in batch)
        losses.append(loss.detach())
        if step % 10 == 0 or step == steps:
            emit({"type": "progress", "phase": "pretrain", "done": step, "total": steps, "unit": "step"})
        if step % 50 == 0 or step == steps:
            recent = torch.stack(losses[-50:]).mean().item()
            emit(_metric(step, epoch, seen, recent, schedule.get_last_lr()[0]))
    return seen, torch.stack(losses[-max(1, steps // 10) :]).mean().item()


def _warmup_then_cosine(steps: int, warmup_ratio: float) -> Callable[[int], float]:
    warmup = max(1, round(steps * warmup_ratio))

    def factor(step: int) -> float:
        if step < warmup:
            return (step + 1) / warmup
        return 0.5 * (1 + math.cos(math.pi * (step - warmup) / max(1, steps - warmup)))

    return factor


def _batches(sequences: list[Sequence], size: int, seed: int) -> Iterator[tuple[float, list[Sequence]]]:
    """Endless (epochs done, batch). Rows of like length share a batch, so that little is padding.

    A row without any weighted token is left out: a batch of such rows alone has no loss.
    """
    order = random.Random(seed)
    usable = [sequence for sequence in sequences if any(sequence[1])]
    if not usable:
        raise WorkerFailure("data", "No message of the corpus carries a loss.", None)
    epoch = 0
    while True:
        places = list(range(len(usable)))
        order.shuffle(places)
        places.sort(key=lambda place: (len(usable[place][0]) // 4))
        batches = [places[start : start + size] for start in range(0, len(places), size)]
        order.shuffle(batches)
        for number, batch in enumerate(batches, start=1):
            yield epoch + number / len(batches), [usable[place] for place in batch]
        epoch += 1


def _padded(batch: list[Sequence], pad: int, device: torch.device) -> tuple[torch.Tensor, torch.Tensor]:
    longest = max(len(ids) for ids, _ in batch)
    ids = torch.tensor([ids + [pad] * (longest - len(ids)) for ids, _ in batch], device=device)
    weights = torch.tensor([weights + [0.0] * (longest - len(weights)) for _, weights in batch], device=device)
    return ids, weights


def _weighted_loss(model: Any, ids: torch.Tensor, weights: torch.Tensor) -> torch.Tensor:
    """Weighted mean cross entropy of the next token, over the tokens that carry a weight.

    Padding is on the right and attention causal, so no mask is needed; and only the positions that
    predict a weighted token go through the output layer.
    """
    hidden = model.model(input_ids=ids, use_cache=False).last_hidden_state[:, :-1]
    targets, weights = ids[:, 1:], weights[:, 1:]
    chosen = weights > 0
    losses = torch.nn.functional.cross_entropy(
        model.lm_head(hidden[chosen]).float(), targets[chosen], reduction="none"
    )
    return (losses * weights[chosen]).sum() / weights[chosen].sum()


def _metric(step: int, epoch: float, seen: int, loss: float, learning_rate: float) -> JSON:
    return {
        "type": "metric",
        "split": "train",
        "global_step": step,
        "epoch": epoch,
        "tokens_seen": seen,
        "values": {"loss": loss, "learning_rate": learning_rate},
        "decide": False,
    }
