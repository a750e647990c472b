"""Tiny random models of several families, and workers that run on them."""

import json
import os
import subprocess
import sys
import tempfile
import unittest
from pathlib import Path
from typing import Any

os.environ.setdefault("OMP_NUM_THREADS", "1")
PYTHON = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(PYTHON))

from lattice_worker import environment  # noqa: E402

environment.prepare()

CHAT = (
    "{% for message in messages %}<|{{ message.role }}|>{{ message.content }}<end>\n{% endfor %}"
    "{% if add_generation_prompt %}<|assistant|>{% endif %}"
)
PLAIN = (
    "{% for message in messages %}{% if message.role == 'assistant' %}Output: {{ message.content }}\n"
    "{% else %}Instruct: {{ message.content }}\n{% endif %}{% endfor %}"
    "{% if add_generation_prompt %}Output:{% endif %}"
)
WORDS = (
    "the quick brown fox jumps over a lazy dog while seven wizards mix bright potions and ask for help with "
    "travel, money, study; answers are short: yes, no, maybe 1 2 3 4 5 Instruct: Output: upholds violates"
)
JSON = dict[str, Any]


def save_model(
    folder: str | Path, family: str = "llama", template: str | None = CHAT, seed: int = 0, tokenizer: Any = None
) -> str:
    """A random causal model of about 20,000 parameters with its tokenizer, as a Hugging Face folder."""
    import torch
    from transformers import AutoModelForCausalLM

    torch.manual_seed(seed)
    tokenizer = tokenizer or make_tokenizer(template)
    model = AutoModelForCausalLM.from_config(_config(family, len(tokenizer)))
    # Default weights are so small that all answers look alike.
    for parameter in model.parameters():
        if parameter.dim() > 1:
            torch.nn.init.normal_(parameter, std=0.25)
    model.save_pretrained(folder)
    tokenizer.save_pretrained(folder)
    return str(folder)


def make_tokenizer(template: str | None = CHAT) -> Any:
    from tokenizers import Tokenizer, decoders, models, pre_tokenizers, trainers
    from transformers import PreTrainedTokenizerFast

    bpe = Tokenizer(models.BPE())
    bpe.pre_tokenizer = pre_tokenizers.ByteLevel(add_prefix_space=False)
    bpe.decoder = decoders.ByteLevel()
    special = ["<end>", "<pad>", "<|user|>", "<|assistant|>", "<|system|>", "<|judge|>"]
    alphabet = pre_tokenizers.ByteLevel.alphabet()
    trainer = trainers.BpeTrainer(
        vocab_size=400, special_tokens=special, initial_alphabet=alphabet, show_progress=False
    )
    bpe.train_from_iterator([WORDS] * 4, trainer)
    tokenizer = PreTrainedTokenizerFast(
        tokenizer_object=bpe, eos_token="<end>", pad_token="<pad>", additional_special_tokens=special[2:]
    )
    tokenizer.chat_template = template
    return tokenizer


FAMILIES = {
    "phi": ["q_proj", "k_proj", "v_proj", "dense"],
    "phi3": ["qkv_proj", "o_proj"],
    "gemma": ["q_proj", "k_proj", "v_proj", "o_proj"],
    "gemma3_text": ["q_proj", "k_proj", "v_proj", "o_proj"],
    "qwen2": ["q_proj", "k_proj", "v_proj", "o_proj"],
    "qwen3": ["q_proj", "k_proj", "v_proj", "o_proj"],
    "llama": ["q_proj", "k_proj", "v_proj", "o_proj"],
    "gpt2": ["c_attn", "c_proj"],
    "gpt_neo": ["q_proj", "k_proj", "v_proj", "out_proj"],
}
"""The architecture of each preset with the modules that its preset names."""


def _config(family: str, vocabulary: int) -> Any:
    """The config of a real model of the family in small: 2 layers of 32, keys shared where the real one shares them."""
    from transformers import AutoConfig

    shared = {"vocab_size": vocabulary, "bos_token_id": None, "eos_token_id": 0, "pad_token_id": 1}
    size = {
        "hidden_size": 32, "intermediate_size": 64, "num_hidden_layers": 2, "num_attention_heads": 4,
        "max_position_embeddings": 256,
    }  # fmt: skip
    own: JSON
    match family:
        case "phi":
            own = size
        case "phi3":
            own = {**size, "num_key_value_heads": 2, "tie_word_embeddings": False}
        case "llama" | "qwen2":
            own = {**size, "num_key_value_heads": 2, "tie_word_embeddings": True}
        case "qwen3":
            own = {**size, "num_key_value_heads": 2, "head_dim": 16, "tie_word_embeddings": True}
        case "gemma":
            own = {**size, "num_key_value_heads": 1, "head_dim": 16}
        case "gemma3_text":
            kinds = ["sliding_attention", "full_attention"]
            own = {**size, "num_key_value_heads": 1, "head_dim": 16, "sliding_window": 24, "layer_types": kinds}
        case "gpt2":
            own = {"n_embd": 32, "n_layer": 2, "n_head": 4, "n_positions": 256}
        case "gpt_neo":
            own = {
                "hidden_size": 32, "num_layers": 2, "num_heads": 4, "window_size": 24,
                "attention_types": [[["global", "local"], 1]], "max_position_embeddings": 256,
            }  # fmt: skip
        case _:
            raise ValueError(family)
    return AutoConfig.for_model(family, **shared, **own)


def wire_model(source: str, **changes: Any) -> JSON:
    template = {"id": "chat", "jinja": None, "stop": []}
    model = {"source": source, "revision": None, "dtype": "float32", "quantization": None, "adapter": None}
    return {**model, "template": template, **changes}


def common(**changes: Any) -> JSON:
    return {"protocol": 1, "device": "cpu", "threads": 1, "seed": 7, **changes}


def ask(key: str, text: str, **sampling: Any) -> JSON:
    settings = {"max_new_tokens": 12, "temperature": 0.9, "top_p": 0.9, "seed": 11, **sampling}
    return {"key": key, "messages": [{"role": "user", "content": text}], "want": {"text": settings}}


def choose(key: str, text: str, choices: list[str]) -> JSON:
    return {"key": key, "messages": [{"role": "user", "content": text}], "want": {"choice": choices}}


def write_lines(path: str | Path, rows: list[Any]) -> str:
    Path(path).write_text("".join(f"{json.dumps(row)}\n" for row in rows), "utf-8")
    return str(path)


def write_json(path: str | Path, value: Any) -> str:
    Path(path).write_text(json.dumps(value), "utf-8")
    return str(path)


def temporary() -> tempfile.TemporaryDirectory:
    return tempfile.TemporaryDirectory(prefix="lattice-test-", ignore_cleanup_errors=True)


class OneModelTest(unittest.TestCase):
    """Tests that share a folder, and a tiny model in it."""

    @classmethod
    def setUpClass(cls) -> None:
        folder = temporary()
        cls.addClassCleanup(folder.cleanup)
        cls.folder = folder.name
        cls.model = save_model(os.path.join(folder.name, "model"))


class Recorder:
    """A channel without a process: keeps the events, answers decisions from a function."""

    def __init__(self, decide: Any = None) -> None:
        self.events: list[JSON] = []
        self._decide = decide or (lambda event: {"type": "continue"})

    def emit(self, event: JSON) -> None:
        from lattice_worker.channel import finite

        self.events.append(json.loads(json.dumps(finite(event), allow_nan=False)))

    def decide(self, event: JSON, expected: tuple[str, ...], interrupt: Any) -> JSON:
        self.emit(event)
        interrupt.check()
        decision = self._decide(self.events[-1])
        assert decision["type"] in expected, (decision, expected)
        return decision

    def of(self, kind: str) -> list[JSON]:
        return [event for event in self.events if event["type"] == kind]


def start_worker(*arguments: str, **options: Any) -> subprocess.Popen:
    """A worker process of its own group, with pipes for decisions and events."""
    return subprocess.Popen(
        [sys.executable, "-m", "lattice_worker", *arguments],
        cwd=PYTHON,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=options.pop("stderr", subprocess.DEVNULL),
        start_new_session=True,
        **options,
    )
