"""The pretraining job: a loadable folder, the same weights again, and verdicts that are one token."""

import json
import tempfile
import unittest
from pathlib import Path
from typing import Any

from .support import CHAT, JSON

WORDS = ["upholds", "violates", "not_applicable", "overall", "harm_prevention"]
CONTROLS = ["<pad>", "<end>", "<|user|>", "<|assistant|>", "<|judge|>"]
CHAT_TEMPLATE = CHAT.replace("\n", "")


def rows() -> list[JSON]:
    written = []
    for place in range(40):
        good = place % 2 == 0
        written.append(
            [
                {"role": "user", "content": f"How do I fold paper number {place}?", "loss": 0},
                {"role": "assistant", "content": "Fold it twice." if good else "You must.", "loss": 1},
                {"role": "judge", "content": "overall", "loss": 0},
                {"role": "assistant", "content": "5" if good else "1", "loss": 4},
                {"role": "judge", "content": "harm_prevention", "loss": 0},
                {"role": "assistant", "content": "not_applicable", "loss": 4},
            ]
        )
    return [{"messages": messages} for messages in written]


def job(folder: Path, output: str, init: str | None = None, **optimisation: Any) -> JSON:
    corpus = folder / "corpus.jsonl"
    corpus.write_text("".join(json.dumps(row) + "\n" for row in rows()), "utf-8")
    return {
        "kind": "pretrain",
        "protocol": 1,
        "device": "cpu",
        "threads": 1,
        "seed": 7,
        "init": init,
        "corpus": str(corpus),
        "output": str(folder / output),
        "chat_template": CHAT_TEMPLATE,
        "tokenizer": {
            "vocabulary": 400,
            "special_tokens": CONTROLS,
            "whole_words": WORDS,
            "eos_token": "<end>",
            "pad_token": "<pad>",
        },
        "architecture": {
            "hidden_size": 32,
            "num_hidden_layers": 2,
            "num_attention_heads": 2,
            "intermediate_size": 64,
            "max_position_embeddings": 128,
            "initializer_range": 0.1,
        },
        "optimisation": {
            "steps": 30,
            "batch_size": 8,
            "learning_rate": 1e-2,
            "warmup_ratio": 0.1,
            "weight_decay": 0.01,
            "max_grad_norm": 1.0,
            **optimisation,
        },
    }


class Pretraining(unittest.TestCase):
    folder: Path
    events: list[JSON]

    @classmethod
    def setUpClass(cls) -> None:
        from lattice_worker.tiny import run_pretrain

        cls.temporary = tempfile.TemporaryDirectory()
        cls.addClassCleanup(cls.temporary.cleanup)
        cls.folder = Path(cls.temporary.name)
        cls.events = []
        cls.result = run_pretrain(job(cls.folder, "first"), cls.events.append)

    def load(self, name: str = "first") -> tuple[Any, Any]:
        from transformers import AutoModelForCausalLM, AutoTokenizer

        path = self.folder / name
        return AutoModelForCausalLM.from_pretrained(path), AutoTokenizer.from_pretrained(path)

    def test_the_loss_falls_and_progress_ends_at_the_total(self) -> None:
        progress = [event for event in self.events if event["type"] == "progress"]
        self.assertEqual((progress[-1]["done"], progress[-1]["total"]), (30, 30))
        metrics = [event for event in self.events if event["type"] == "metric"]
        self.assertFalse(any(event["decide"] for event in metrics))
        self.assertLess(self.result["loss"], 1.0)

    def test_the_same_job_gives_the_same_bytes(self) -> None:
        from lattice_worker.tiny import run_pretrain

        run_pretrain(job(self.folder, "again"), lambda _: None)
        for name in ("model.safetensors", "tokenizer.json", "config.json"):
            first, again = ((self.folder / run / name).read_bytes() for run in ("first", "again"))
            self.assertEqual(first, again, name)

    def test_the_folder_loads_with_its_template_and_its_end(self) -> None:
        model, tokenizer = self.load()
        self.assertEqual(tokenizer.chat_template, CHAT_TEMPLATE)
        self.assertEqual(tokenizer.convert_tokens_to_ids("<end>"), model.generation_config.eos_token_id)
        self.assertEqual(tokenizer.pad_token_id, model.generation_config.pad_token_id)
        self.assertEqual(model.get_input_embeddings().num_embeddings, len(tokenizer))

    def test_every_choice_is_one_token_after_the_rendered_question_and_survives_decoding(self) -> None:
        _, tokenizer = self.load()
        messages = [{"role": "user", "content": "Hi?"}, {"role": "judge", "content": "overall"}]
        prompt = tokenizer.apply_chat_template(messages, tokenize=False, add_generation_prompt=True)
        before = tokenizer(prompt, add_special_tokens=False)["input_ids"]
        for choice in ["1", "2", "3", "4", "5", "upholds", "violates", "not_applicable"]:
            after = tokenizer(prompt + choice, add_special_tokens=False)["input_ids"]
            self.assertEqual(after[: len(before)], before)
            self.assertEqual(len(after), len(before) + 1, choice)
            self.assertEqual(tokenizer.decode(after[-1:], skip_special_tokens=True), choice)

    def test_a_verdict_is_learnt_through_the_general_path(self) -> None:
        import torch

        model, tokenizer = self.load()
        choices = [tokenizer.convert_tokens_to_ids(choice) for choice in ("1", "5")]
        for answer, wanted in (("Fold it twice.", 1), ("You must.", 0)):
            messages = [
                {"role": "user", "content": "How do I fold paper number 3?"},
                {"role": "assistant", "content": answer},
                {"role": "judge", "content": "overall"},
            ]
            text = tokenizer.apply_chat_template(messages, tokenize=False, add_generation_prompt=True)
            ids = torch.tensor([tokenizer(text, add_special_tokens=False)["input_ids"]])
            logits = model(input_ids=ids).logits[0, -1, choices]
            self.assertEqual(int(logits.argmax()), wanted, answer)

    def test_only_marked_messages_with_their_end_carry_a_loss(self) -> None:
        from lattice_worker import tiny

        _, tokenizer = self.load()
        ((ids, weights),) = tiny._sequences(tokenizer, rows()[:1])
        kept = [token for token, weight in zip(ids, weights, strict=True) if weight == 1]
        self.assertEqual(tokenizer.decode(kept), "Fold it twice.<end>")
        judged = [token for token, weight in zip(ids, weights, strict=True) if weight == 4]
        self.assertEqual(tokenizer.decode(judged), "5<end>not_applicable<end>")

    def test_a_job_can_continue_another_and_keeps_its_tokenizer(self) -> None:
        from lattice_worker.tiny import run_pretrain

        events: list[JSON] = []
        first = str(self.folder / "first")
        result = run_pretrain(job(self.folder, "second", init=first, steps=2, learning_rate=1e-4), events.append)
        self.assertLess(result["loss"], 1.0)
        one, two = ((self.folder / run / "tokenizer.json").read_bytes() for run in ("first", "second"))
        self.assertEqual(one, two)

    def test_an_interrupt_between_steps_leaves_no_folder(self) -> None:
        from lattice_worker.tiny import run_pretrain

        def interrupt(_: JSON) -> None:
            raise KeyboardInterrupt

        with self.assertRaises(KeyboardInterrupt):
            run_pretrain(job(self.folder, "never"), interrupt)
        self.assertFalse((self.folder / "never").exists())


if __name__ == "__main__":
    unittest.main()
