"""Every architecture that a preset names, as a tiny random model, through the jobs of the chain: answers, verdicts by
logits, SFT, DPO, a resume in the middle of it, 4 bit, and answers with the trained adapter."""

import math
import os
import unittest

from .support import (
    FAMILIES, JSON, Recorder, ask, choose, common, save_model, temporary, wire_model, write_lines,
)  # fmt: skip
from .training import adapter, train, train_job

import torch

from lattice_worker.answer import run_answer
from lattice_worker.interrupt import Interrupt
from lattice_worker.model import load

CPU = torch.device("cpu")
# Longer than the sliding windows of the tiny models, which are 24.
TEXTS = ["help", "the quick fox", "a lazy dog and seven wizards " * 6, "money and study " * 4]
RATING = list("12345")


class FamilyTest(unittest.TestCase):
    @classmethod
    def setUpClass(cls) -> None:
        folder = temporary()
        cls.addClassCleanup(folder.cleanup)
        cls.folder = folder.name
        cls.models = {name: save_model(os.path.join(folder.name, name), name) for name in FAMILIES}

    def path(self, name: str) -> str:
        return os.path.join(self.folder, name)

    def answers(self, asks: list[JSON], wire: JSON, batch_size: int = 8) -> dict[str, JSON]:
        recorder = Recorder()
        asked = write_lines(self.path("asks"), asks)
        job = {**common(), "kind": "answer", "asks": asked, "answered": None, "max_length": None}
        run_answer({**job, "model": wire, "batch_size": batch_size}, CPU, recorder, Interrupt())
        return {event["key"]: event["answer"] for event in recorder.of("answer")}

    def trained(self, family: str, method: str, name: str, **changes: JSON) -> tuple[JSON, Recorder]:
        lora = {"target_modules": FAMILIES[family], "lora_dropout": 0.0}
        job = train_job(self.folder, self.models[family], method, lora=lora, output=self.path(name), **changes)
        run = train(job, max_steps=4, eval_steps=2, save_steps=2)
        self.assertIsNone(run.failure, run.failure and run.failure.message)
        self.assertTrue(all(event["passed"] for event in run.of("check")), run.of("check"))
        return job, run

    def test_answers_and_verdicts_are_the_same_alone_and_in_company(self) -> None:
        asks = [ask(f"t{at}", text, seed=at, max_new_tokens=8) for at, text in enumerate(TEXTS)]
        asks += [choose(f"c{at}", f"{TEXTS[2]} {'rate ' * at}", RATING) for at in range(4)]
        asks += [choose("long", TEXTS[1], ["upholds", "violates"])]
        for family, source in self.models.items():
            with self.subTest(family=family):
                together = self.answers(asks, wire_model(source))
                alone = self.answers(asks, wire_model(source), batch_size=1)
                for key, one in alone.items():
                    if "text" in one:
                        self.assertEqual(one, together[key])
                        continue
                    for here, there in zip(one["probabilities"], together[key]["probabilities"], strict=True):
                        self.assertAlmostEqual(here, there, places=4)
                self.assert_plain_forward_agrees(source, asks[-2], alone)

    def assert_plain_forward_agrees(self, source: str, one: JSON, answers: dict[str, JSON]) -> None:
        """The verdict is what the model itself says at the end of its prompt."""
        loaded = load(wire_model(source), CPU)
        prompt = loaded.template.prompt(one["messages"])
        ids = [loaded.template.continuation(prompt, text)[0] for text in RATING]
        with torch.no_grad():
            scores = loaded.model(torch.tensor([prompt.ids])).logits[0, -1].double()
        for got, want in zip(answers[one["key"]]["probabilities"], scores[ids].softmax(0).tolist(), strict=True):
            self.assertAlmostEqual(got, want, places=4)

    def test_sft_then_dpo_with_a_resume_then_answers_with_the_adapter(self) -> None:
        for family, source in self.models.items():
            with self.subTest(family=family):
                _, sft = self.trained(family, "sft", f"{family}-sft")
                self.assertEqual(set(sft.of("prepared")[0]["matched_modules"]), set(FAMILIES[family]))
                start = sft.result["checkpoint"]
                job, dpo = self.trained(family, "dpo", f"{family}-dpo", wire={"adapter": start})
                first = next(event for event in dpo.of("check") if event["name"] == "dpo_reference_is_start")
                self.assertAlmostEqual(first["value"], math.log(2), delta=1e-4)

                self.assert_resumes(job, dpo, f"{family}-again")

                verdict = [choose("c", TEXTS[1], RATING)]
                base = self.answers(verdict, wire_model(source))
                tuned = self.answers(verdict, wire_model(source, adapter=dpo.result["checkpoint"]))
                self.assertNotEqual(base, tuned)
                sampled = self.answers([ask("s", "help")], wire_model(source, adapter=dpo.result["checkpoint"]))
                self.assertIn("text", sampled["s"])

    def assert_resumes(self, job: JSON, whole: Recorder, name: str) -> None:
        """From its first checkpoint on, the training comes to the same adapter, byte for byte."""
        half = whole.of("checkpoint")[0]
        resume = {"resume": half["path"], "resume_probe_loss": half["probe_loss"]}
        again = train({**job, **resume, "output": self.path(name)}, max_steps=4)
        self.assertIsNone(again.failure, again.failure and again.failure.message)
        self.assert_same(adapter(whole.result["checkpoint"]), adapter(again.result["checkpoint"]))

    def assert_same(self, one: JSON, other: JSON) -> None:
        self.assertEqual(one.keys(), other.keys())
        for name, weights in one.items():
            self.assertTrue(torch.equal(weights, other[name]), name)

    def test_four_bit_answers_and_trains(self) -> None:
        for family, source in self.models.items():
            with self.subTest(family=family):
                wire = {"quantization": "nf4", "dtype": "bfloat16"}
                self.assertIn("text", self.answers([ask("s", "help")], wire_model(source, **wire))["s"])
                _, sft = self.trained(family, "sft", f"{family}-nf4", wire=wire)
                pairs = {**wire, "adapter": sft.result["checkpoint"]}
                job, dpo = self.trained(family, "dpo", f"{family}-nf4-dpo", wire=pairs)
                for run in (sft, dpo):
                    packed = next(event for event in run.of("check") if event["name"] == "quantisation_active")
                    self.assertGreater(packed["value"], 0)
                self.assert_resumes(job, dpo, f"{family}-nf4-again")


if __name__ == "__main__":
    unittest.main()
