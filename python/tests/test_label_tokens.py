"""The label tokens of a critic that is read by its logits, with tokenizers that do what tokenizers do to digits."""

import os
import unittest

from .support import CHAT, PLAIN, choose, make_tokenizer, save_model, temporary, wire_model

import torch

from lattice_worker.failure import WorkerFailure
from lattice_worker.model import load
from lattice_worker.score import score
from lattice_worker.template import Template

USER = [{"role": "user", "content": "rate the fox"}]
RATING = list("12345")
SPECIAL = ["<end>", "<pad>", "<unk>", "<|user|>", "<|assistant|>"]
# Ends in a digit, which a choice may join.
AFTER_DIGIT = "{{ messages[0].content }} 1{% if not add_generation_prompt %}{{ messages[1].content }}{% endif %}"


def wrapped(backend) -> object:
    from transformers import PreTrainedTokenizerFast

    tokenizer = PreTrainedTokenizerFast(
        tokenizer_object=backend, eos_token="<end>", pad_token="<pad>", additional_special_tokens=SPECIAL[3:]
    )
    tokenizer.chat_template = CHAT
    return tokenizer


def digit_merging() -> object:
    """Byte-level BPE as GPT-2's, which has seen 11 to 15 often enough to make each of them one token."""
    from tokenizers import Tokenizer, decoders, models, pre_tokenizers, trainers

    bpe = Tokenizer(models.BPE())
    bpe.pre_tokenizer = pre_tokenizers.ByteLevel(add_prefix_space=False)
    bpe.decoder = decoders.ByteLevel()
    alphabet = pre_tokenizers.ByteLevel.alphabet()
    trainer = trainers.BpeTrainer(vocab_size=320, special_tokens=SPECIAL, initial_alphabet=alphabet, show_progress=False)
    bpe.train_from_iterator(["11", "12", "13", "14", "15", " 11", " 12", " 13", " 14", " 15"] * 9, trainer)
    return wrapped(bpe)


def prefixing() -> object:
    """Like SentencePiece in Llama 2: a blank, written ▁, comes before every text, and digits stand alone."""
    from tokenizers import Regex, Tokenizer, decoders, models, pre_tokenizers, trainers

    bpe = Tokenizer(models.BPE(byte_fallback=True))
    digits = pre_tokenizers.Split(Regex(r"\d"), "isolated")
    bpe.pre_tokenizer = pre_tokenizers.Sequence([pre_tokenizers.Metaspace(prepend_scheme="always"), digits])
    bpe.decoder = decoders.Metaspace(prepend_scheme="always")
    letters = list("▁abcdefghijklmnopqrstuvwxyz0123456789\n:OIu")
    trainer = trainers.BpeTrainer(vocab_size=200, special_tokens=SPECIAL, initial_alphabet=letters, show_progress=False)
    bpe.train_from_iterator(["rate the fox 1 2 3 4 5 Instruct: Output:"] * 9, trainer)
    return wrapped(bpe)


def without_digits() -> object:
    from tokenizers import Tokenizer, models, pre_tokenizers

    words = {word: at for at, word in enumerate([*SPECIAL, "rate", "the", "fox"])}
    known = Tokenizer(models.WordLevel(words, "<unk>"))
    known.pre_tokenizer = pre_tokenizers.Whitespace()
    return wrapped(known)


class LabelTokenTest(unittest.TestCase):
    def labels(self, tokenizer, jinja: str | None = None) -> tuple[Template, list[list[int]]]:
        template = Template(tokenizer, {"id": "t", "jinja": jinja, "stop": []})
        prompt = template.prompt(USER)
        rows = template.choices(prompt, RATING)
        for text, ids in zip(RATING, rows, strict=True):
            written = tokenizer.decode(prompt.ids + ids, clean_up_tokenization_spaces=False)
            self.assertTrue(written.endswith(prompt.lead + text), written)
        return template, rows

    def test_ordinary_labels_are_one_token_each(self) -> None:
        for jinja in (None, PLAIN):
            _, rows = self.labels(make_tokenizer(), jinja)
            self.assertEqual([len(ids) for ids in rows], [1] * 5)

    def test_a_tokenizer_that_joins_digits_reads_the_label_apart(self) -> None:
        tokenizer = digit_merging()
        template, rows = self.labels(tokenizer, AFTER_DIGIT)
        self.assertEqual(len(template.tokens("15")), 1, "the tokenizer joins digits")
        self.assertEqual(rows, [template.tokens(text) for text in RATING])

    def test_a_tokenizer_that_puts_a_blank_before_a_text_does_so_only_where_training_would(self) -> None:
        tokenizer = prefixing()
        blank, five = tokenizer.convert_tokens_to_ids(["▁", "5"])
        for jinja, expected in ((AFTER_DIGIT, [five]), (PLAIN, [blank, five]), (None, [blank, five])):
            template, rows = self.labels(tokenizer, jinja)
            self.assertEqual(template.tokens("5"), [blank, five], "the tokenizer puts a blank before a text")
            self.assertEqual(rows[4], expected)

    def test_a_tokenizer_that_knows_no_digits_is_refused(self) -> None:
        with self.assertRaises(WorkerFailure) as caught:
            self.labels(without_digits())
        self.assertEqual(caught.exception.kind, "model")
        self.assertIn("can't write the choice '1'", caught.exception.message)
        self.assertIn("instruct", caught.exception.hint)

    def test_two_choices_with_the_same_tokens_are_refused(self) -> None:
        from tokenizers import normalizers

        tokenizer = make_tokenizer()
        template = Template(tokenizer, {"id": "t", "jinja": None, "stop": []})
        with self.assertRaises(WorkerFailure) as same:
            template.choices(template.prompt(USER), ["yes", "yes"])
        self.assertIn("same tokens", same.exception.message)
        tokenizer.backend_tokenizer.normalizer = normalizers.Lowercase()
        with self.assertRaises(WorkerFailure) as changed:
            template.choices(template.prompt(USER), ["Yes", "No"])
        self.assertIn("'Yes'", changed.exception.message)

    def test_scores_of_each_tokenizer_are_those_of_a_plain_forward(self) -> None:
        for make, jinja in ((digit_merging, AFTER_DIGIT), (prefixing, None), (prefixing, PLAIN)):
            with self.subTest(tokenizer=make.__name__, jinja=jinja), temporary() as folder:
                source = save_model(os.path.join(folder, "m"), tokenizer=make())
                template = {"id": "t", "jinja": jinja, "stop": []}
                loaded = load(wire_model(source, template=template), torch.device("cpu"))
                one = choose("k", "rate the fox", RATING)
                prompt = loaded.template.prompt(one["messages"])
                with torch.inference_mode():
                    found = score(loaded, [(prompt, one["want"])])[0]["probabilities"]
                logs = []
                for ids in loaded.template.choices(prompt, RATING):
                    with torch.no_grad():
                        table = loaded.model(torch.tensor([prompt.ids + ids])).logits[0].log_softmax(-1)
                    logs.append(sum(table[len(prompt.ids) - 1 + at, token] for at, token in enumerate(ids)))
                for got, want in zip(found, torch.stack(logs).softmax(0).tolist(), strict=True):
                    self.assertAlmostEqual(got, want, places=5)


if __name__ == "__main__":
    unittest.main()
