import os
import unittest
from unittest import mock

from .support import choose, save_model, temporary, wire_model

import torch

from lattice_worker import score as scoring
from lattice_worker.model import load
from lattice_worker.prefix import Family, can_share, families, related_order

CPU = torch.device("cpu")


class PrefixTest(unittest.TestCase):
    def test_families_are_neighbours_that_share_half(self) -> None:
        rows = [[1, 2, 3, 4, 5], [1, 2, 3, 4, 6, 7], [1, 2, 9, 9, 9, 9, 9], [8, 8]]
        self.assertEqual(families(rows), [Family(4, 2), Family(6, 1), Family(1, 1)])
        self.assertEqual(families([[1, 2, 3, 4, 5, 6], [1, 2, 3, 4, 5, 6, 7]], keep=3), [Family(3, 1), Family(4, 1)])
        self.assertEqual(families([[1, 2, 3, 4]] * 3), [Family(3, 3)])

    def test_relatives_lie_together_and_short_families_first(self) -> None:
        rows = [[5] * 9 + [1], [1, 2, 3], [5] * 9 + [2], [1, 2, 4], [7, 7]]
        ordered = [rows[at] for at in related_order(rows)]
        self.assertEqual(ordered, [[7, 7], [1, 2, 3], [1, 2, 4], [5] * 9 + [1], [5] * 9 + [2]])

    def test_sharing_changes_no_probability(self) -> None:
        opening = "seven wizards mix bright potions and ask for help with travel money study "
        for family in ("llama", "phi", "gpt2"):
            with temporary() as folder:
                loaded = load(wire_model(save_model(os.path.join(folder, "m"), family)), CPU)
            self.assertTrue(can_share(loaded.model))
            asks = [choose("k", opening * times + end, ["1", "2", "yes", "upholds maybe"])
                    for times, ends in ((1, ("fox", "a lazy dog")), (2, ("quick", "", "the answers are short")))
                    for end in ends]  # fmt: skip
            asks += [choose("k", "help", list("123")), choose("k", "a dog", list("123"))]
            jobs = [(loaded.template.prompt(one["messages"]), one["want"]) for one in asks]
            with torch.inference_mode():
                alone = [scoring.score(loaded, [job])[0] for job in jobs]
                with mock.patch.object(scoring, "can_share", lambda _: False):
                    apart = scoring.score(loaded, jobs)
                with mock.patch.object(scoring, "shared_logits", wraps=scoring.shared_logits) as sharing:
                    together = scoring.score(loaded, jobs)
            self.assertTrue(sharing.called)
            for one, two, three in zip(alone, apart, together, strict=True):
                for got in (two, three):
                    self.assertAlmostEqual(one["mass"], got["mass"], places=6)
                    for left, right in zip(one["probabilities"], got["probabilities"], strict=True):
                        self.assertAlmostEqual(left, right, places=4)

    def test_a_model_with_a_sliding_window_is_read_row_by_row(self) -> None:
        from transformers import MistralConfig, MistralForCausalLM

        config = MistralConfig(vocab_size=64, hidden_size=32, intermediate_size=32, num_hidden_layers=1,
                               num_attention_heads=2, num_key_value_heads=1, sliding_window=8)  # fmt: skip
        self.assertFalse(can_share(MistralForCausalLM(config)))


if __name__ == "__main__":
    unittest.main()
