"""Models that lack something, models that no preset knows, and what is said about each."""

import os
import unittest

from .support import (
    CHAT, PLAIN, Recorder, ask, choose, common, make_tokenizer, save_model, temporary, wire_model, write_lines,
)  # fmt: skip
from .training import adapter, examples, train, train_job

import torch

from lattice_worker.answer import run_answer
from lattice_worker.failure import WorkerFailure
from lattice_worker.interrupt import Interrupt
from lattice_worker.model import TOO_NARROW, load

CPU = torch.device("cpu")


class UnusualModelTest(unittest.TestCase):
    def setUp(self) -> None:
        folder = temporary()
        self.addCleanup(folder.cleanup)
        self.folder = folder.name

    def path(self, name: str) -> str:
        return os.path.join(self.folder, name)

    def refused(self, wire) -> WorkerFailure:
        with self.assertRaises(WorkerFailure) as caught:
            load(wire, CPU)
        self.assertEqual(caught.exception.kind, "model")
        return caught.exception

    def answers(self, asks, wire) -> dict:
        recorder = Recorder()
        job = {**common(), "asks": write_lines(self.path("asks"), asks), "answered": None, "max_length": None}
        run_answer({**job, "batch_size": 8, "model": wire}, CPU, recorder, Interrupt())
        return {event["key"]: event["answer"] for event in recorder.of("answer")}

    def trained(self, source: str, method: str = "sft", **changes):
        job = train_job(self.folder, source, method, output=self.path(f"out-{method}"), **changes)
        return train(job, max_steps=2, eval_steps=2, save_steps=2)

    def test_without_a_padding_token_answers_and_training_are_the_same(self) -> None:
        asks = [ask("short", "help"), ask("long", "seven wizards mix bright potions"), choose("c", "rate", ["1", "2"])]
        found = []
        for name in ("with", "without"):
            tokenizer = make_tokenizer()
            if name == "without":
                tokenizer.pad_token = None
            source = save_model(self.path(name), tokenizer=tokenizer)
            run = self.trained(source)
            self.assertIsNone(run.failure)
            losses = [event["values"]["loss"] for event in run.of("metric")]
            found.append((self.answers(asks, wire_model(source)), losses, run.of("prepared")[0]["trained_tokens"]))
        self.assertEqual(*found)

    def test_without_padding_and_end_token_a_model_is_refused(self) -> None:
        tokenizer = make_tokenizer()
        tokenizer.pad_token = tokenizer.eos_token = None
        failure = self.refused(wire_model(save_model(self.path("m"), tokenizer=tokenizer)))
        self.assertIn("neither a padding token nor an end token", failure.message)
        self.assertIn("eos_token", failure.hint)

    def test_without_a_chat_template_one_has_to_be_named(self) -> None:
        source = save_model(self.path("m"), template=None)
        failure = self.refused(wire_model(source))
        self.assertIn("no chat template", failure.message)
        self.assertIn("instruction-response/v1", failure.hint)
        named = {"id": "plain", "jinja": PLAIN, "stop": []}
        self.assertIn("text", self.answers([ask("k", "help")], wire_model(source, template=named))["k"])

    def test_a_context_too_short_for_a_row_is_said_to_be_the_models(self) -> None:
        rows = examples(3)
        rows[1]["prompt"][0]["content"] = "wizards " * 400
        source = save_model(self.path("m"))
        long = {"train": write_lines(self.path("long.jsonl"), rows), "optimisation": {"max_length": 4096}}
        dropped = self.trained(source, **long).of("prepared")[0]["dropped"]
        self.assertEqual([each["line"] for each in dropped], [2])
        self.assertIn("more tokens than the 256 that the model can look at", dropped[0]["reason"])
        said = self.answers([ask("k", "wizards " * 400)], wire_model(source))["k"]["failed"]
        self.assertIn("together more than the 256 that the model can take", said)

    def test_tied_embeddings_stay_tied_and_out_of_the_adapter(self) -> None:
        from peft import PeftModel
        from transformers import AutoModelForCausalLM

        source = save_model(self.path("m"))
        run = self.trained(source)
        checkpoint = run.result["checkpoint"]
        names = adapter(checkpoint).keys()
        self.assertTrue(all("lora_" in name for name in names))
        self.assertFalse(any("embed" in name or "lm_head" in name for name in names))

        ids = torch.tensor([[9, 8, 7, 6]])
        adapted = PeftModel.from_pretrained(AutoModelForCausalLM.from_pretrained(source), checkpoint).eval()
        with torch.no_grad():
            expected = adapted(ids).logits
            merged = adapted.merge_and_unload(safe_merge=True)
            self.assertTrue(torch.allclose(merged(ids).logits, expected, atol=1e-4))
        merged.save_pretrained(self.path("merged"))
        again = AutoModelForCausalLM.from_pretrained(self.path("merged")).eval()
        self.assertIs(again.get_output_embeddings().weight, again.get_input_embeddings().weight)
        with torch.no_grad():
            self.assertTrue(torch.allclose(again(ids).logits, expected, atol=1e-4))

    def test_an_adapter_on_a_tied_output_layer_is_refused_and_on_one_of_its_own_trained(self) -> None:
        tied = self.trained(save_model(self.path("tied")), lora={"target_modules": ["q_proj", "lm_head"]})
        self.assertEqual(tied.failure.kind, "model")
        self.assertIn("lm_head, which shares its weights with the embedding", tied.failure.message)
        own = self.trained(save_model(self.path("own"), "phi"), lora={"target_modules": ["q_proj", "lm_head"]})
        self.assertIsNone(own.failure)
        self.assertTrue(all(event["passed"] for event in own.of("check")))
        self.assertTrue(any("lm_head" in name for name in adapter(own.result["checkpoint"])))

    def test_a_model_that_no_preset_knows_brings_its_template_and_its_modules(self) -> None:
        from transformers import GPTNeoXConfig, GPTNeoXForCausalLM

        torch.manual_seed(0)
        tokenizer = make_tokenizer(CHAT)
        config = GPTNeoXConfig(
            vocab_size=len(tokenizer), hidden_size=32, intermediate_size=64, num_hidden_layers=2, num_attention_heads=4,
            max_position_embeddings=256, bos_token_id=None, eos_token_id=0, pad_token_id=1,
        )  # fmt: skip
        source = self.path("neox")
        GPTNeoXForCausalLM(config).save_pretrained(source)
        tokenizer.save_pretrained(source)
        sft = self.trained(source)
        self.assertIsNone(sft.failure)
        self.assertEqual(
            sft.of("prepared")[0]["matched_modules"],
            {"dense": 2, "dense_4h_to_h": 2, "dense_h_to_4h": 2, "query_key_value": 2},
        )
        dpo = self.trained(source, "dpo", wire={"adapter": sft.result["checkpoint"]})
        self.assertIsNone(dpo.failure)
        tuned = wire_model(source, adapter=dpo.result["checkpoint"])
        found = self.answers([ask("k", "help"), choose("c", "rate", list("12345"))], tuned)
        self.assertIn("text", found["k"])
        self.assertAlmostEqual(sum(found["c"]["probabilities"]), 1)

    def test_float16_is_refused_where_it_overflows(self) -> None:
        for family in ("phi", "gemma", "gemma3_text"):
            source = save_model(self.path(family), family)
            failure = self.refused(wire_model(source, dtype="float16"))
            self.assertIn(TOO_NARROW[family], failure.message)
            self.assertIn("bfloat16", failure.hint)


if __name__ == "__main__":
    unittest.main()
