import math
import os
import random
import shutil
import unittest

from .support import save_model, temporary, write_lines
from .training import adapter, examples, train, train_job

import numpy
import torch

from lattice_worker.protocol import problem_with
from lattice_worker.samples import undisturbed

# The modules that each family's preset names, as README and presets have them.
FAMILIES = {
    "llama": {"q_proj": 2, "k_proj": 2, "v_proj": 2, "o_proj": 2},
    "phi": {"q_proj": 2, "k_proj": 2, "v_proj": 2, "dense": 2},
    "gpt2": {"c_attn": 2, "c_proj": 4},
}

PROBES = {
    "prompts": [[{"role": "user", "content": text}] for text in ("ask for help", "mix the potions", "yes or no")],
    "max_new_tokens": 8,
    "every": 1,
}


class TrainTest(unittest.TestCase):
    @classmethod
    def setUpClass(cls) -> None:
        folder = temporary()
        cls.addClassCleanup(folder.cleanup)
        cls.shared = folder.name
        cls.models = {name: save_model(os.path.join(folder.name, name), name) for name in FAMILIES}

    def setUp(self) -> None:
        folder = temporary()
        self.addCleanup(folder.cleanup)
        self.folder = folder.name

    def job(self, family: str = "llama", method: str = "sft", **changes):
        job = train_job(self.folder, self.models[family], method, **changes)
        self.assertIsNone(problem_with("job", job))
        return job

    def run_job(self, job, **options):
        recorder = train(job, **options)
        for event in recorder.events:
            self.assertIsNone(problem_with("event", event), event)
        return recorder

    def assert_same_adapter(self, one: str, other: str) -> None:
        left, right = adapter(one), adapter(other)
        self.assertEqual(left.keys(), right.keys())
        for name, weights in left.items():
            self.assertTrue(torch.equal(weights, right[name]), name)

    def test_every_family_learns_with_the_modules_of_its_preset(self) -> None:
        for family, modules in FAMILIES.items():
            with self.subTest(family=family):
                job = self.job(family, lora={"target_modules": list(modules), "lora_dropout": 0.0}, rows=8)
                run = self.run_job(job, max_steps=24, logging_steps=2, eval_steps=24, save_steps=24)
                self.assertIsNone(run.failure)
                prepared = run.of("prepared")[0]
                self.assertEqual(prepared["matched_modules"], modules)
                losses = [event["values"]["loss"] for event in run.of("metric") if event["split"] == "train"]
                self.assertLess(losses[-1], losses[0] - 0.5)
                self.assertEqual(
                    {event["name"]: event["passed"] for event in run.of("check")},
                    {"trained_tokens": True, "targets_matched": True, "adapter_moves_logits": True},
                )

    def test_the_events_come_in_the_order_that_the_decisions_need(self) -> None:
        run = self.run_job(self.job(), max_steps=5, eval_steps=2, save_steps=4, logging_steps=2)
        told = [
            (event["type"], event["split"][:5], event["global_step"], event["decide"])
            if event["type"] == "metric"
            else (event["type"], event["global_step"])
            for event in run.events
            if event["type"] in ("metric", "checkpoint")
        ]
        self.assertEqual(told, [
            ("metric", "train", 2, False), ("metric", "valid", 2, True),
            ("metric", "train", 4, False), ("metric", "valid", 4, True), ("checkpoint", 4),
            ("metric", "valid", 5, True), ("checkpoint", 5),
        ])  # fmt: skip
        names = sorted(os.listdir(run.result["checkpoint"]))
        self.assertEqual(names, ["adapter_config.json", "adapter_model.safetensors", "optimizer.pt",
                                 "rng_state.pth", "scheduler.pt", "trainer_state.json"])  # fmt: skip

    def test_each_validation_pass_is_told_to_its_end(self) -> None:
        run = self.run_job(self.job(method="dpo"), max_steps=4, eval_steps=2, save_steps=4)
        told = [event for event in run.of("progress") if event["phase"] == "validate"]
        ends = [event for event in told if event["done"] == event["total"]]
        self.assertEqual([event["total"] for event in ends], [5, 5])
        self.assertTrue(all(0 < event["done"] <= 5 for event in told))

    def test_a_stop_leaves_a_checkpoint_of_that_very_step(self) -> None:
        def stop(event):
            if event["type"] == "metric" and event["decide"] and event["global_step"] == 2:
                return {"type": "stop", "reason": "patience"}
            return None

        run = self.run_job(self.job(), decide=stop, max_steps=6, eval_steps=1, save_steps=5)
        self.assertEqual(run.result["global_step"], 2)
        self.assertEqual(run.result["stopped"], "patience")
        self.assertEqual([event["global_step"] for event in run.of("checkpoint")], [2])

    def test_a_loss_that_is_no_number_asks_for_a_decision_and_is_evaluated(self) -> None:
        def stop(event):
            decides = event["type"] == "metric" and event["decide"]
            return {"type": "stop", "reason": "non-finite"} if decides else None

        job = self.job(optimisation={"learning_rate": 1e30, "max_grad_norm": 1e30})
        run = self.run_job(job, decide=stop, max_steps=6, eval_steps=6, save_steps=6, warmup_steps=0)
        metrics = run.of("metric")
        broken = next(event for event in metrics if event["decide"])
        self.assertEqual(broken["split"], "train")
        self.assertIn("NaN", (broken["values"]["loss"], broken["values"]["grad_norm"]))
        last = metrics[-1]
        self.assertEqual((last["split"], last["decide"]), ("validation", False))
        self.assertEqual(last["global_step"], broken["global_step"])
        self.assertEqual(run.of("checkpoint")[-1]["probe_loss"], "NaN")

    def test_resuming_is_exact_to_the_bit_in_the_middle_of_an_epoch(self) -> None:
        start = self.run_job(self.job(output=os.path.join(self.shared, "sft-start"))).result["checkpoint"]
        variants = {
            "sft": {},
            "dpo-fresh": {"method": "dpo"},
            "dpo-from-sft": {"method": "dpo", "wire": {"adapter": start}},
        }
        for name, changes in variants.items():
            for at in (1, 5):  # within the first epoch, and within the second
                with self.subTest(name=name, at=at):
                    whole = self.job(**changes, output=os.path.join(self.folder, f"{name}-whole"))
                    expected = self.run_job(whole, max_steps=7, save_steps=7, eval_steps=3)

                    torn = {**whole, "output": os.path.join(self.folder, f"{name}-{at}")}
                    first = self.run_job(torn, interrupt_at=at, max_steps=7, save_steps=7, eval_steps=3)
                    self.assertEqual(first.failure.kind, "interrupted")
                    checkpoint = first.of("checkpoint")[-1]
                    self.assertEqual(checkpoint["global_step"], at)

                    resumed = {**torn, "resume": checkpoint["path"], "resume_probe_loss": checkpoint["probe_loss"]}
                    second = self.run_job(resumed, max_steps=7, save_steps=7, eval_steps=3)
                    self.assertIsNone(second.failure)
                    self.assertEqual(metrics(first) + metrics(second), metrics(expected))
                    self.assert_same_adapter(second.result["checkpoint"], expected.result["checkpoint"])

    def test_probes_are_answered_on_the_way_and_leave_no_trace(self) -> None:
        schedule = {"max_steps": 7, "save_steps": 3, "eval_steps": 3}
        start = self.run_job(self.job(output=os.path.join(self.shared, "probe-start"))).result["checkpoint"]
        variants = {
            "sft": {"optimisation": {"gradient_checkpointing": True}},
            "dpo": {"method": "dpo", "wire": {"adapter": start}, "optimisation": {"learning_rate": 0.05}},
            "unvalidated": {"validation": None},
        }
        for name, changes in variants.items():
            with self.subTest(name=name):
                plain = self.job(**changes, output=os.path.join(self.folder, f"{name}-plain"))
                expected = self.run_job(plain, **schedule)

                probed = {**plain, "output": os.path.join(self.folder, f"{name}-probed"), "probes": PROBES}
                whole = self.run_job(probed, **schedule)
                self.assertEqual([event["global_step"] for event in whole.of("sample")], [0, 3, 6, 7])
                answers = [event["answers"] for event in whole.of("sample")]
                self.assertTrue(all(set(answer) == {"text", "finish", "tokens"} for each in answers for answer in each))
                self.assertNotEqual(answers[0], answers[-1])
                self.assertEqual(metrics(whole), metrics(expected))
                self.assert_same_adapter(whole.result["checkpoint"], expected.result["checkpoint"])

                torn = {**probed, "output": os.path.join(self.folder, f"{name}-torn")}
                first = self.run_job(torn, interrupt_at=5, **schedule)
                checkpoint = first.of("checkpoint")[-1]
                resumed = {**torn, "resume": checkpoint["path"], "resume_probe_loss": checkpoint["probe_loss"]}
                second = self.run_job(resumed, **schedule)
                self.assertEqual(first.of("sample") + second.of("sample"), whole.of("sample"))
                self.assertEqual(metrics(first) + metrics(second), metrics(expected))
                self.assert_same_adapter(second.result["checkpoint"], expected.result["checkpoint"])

    def test_a_probe_that_cant_be_answered_says_why_and_stops_nothing(self) -> None:
        long = [{"role": "user", "content": "wizards " * 400}]
        job = self.job(probes={**PROBES, "prompts": [long, PROBES["prompts"][0]], "every": 2})
        run = self.run_job(job, max_steps=3, eval_steps=1, save_steps=3)
        self.assertIsNone(run.failure)
        self.assertEqual([event["global_step"] for event in run.of("sample")], [0, 2, 3])
        refused, answered = run.of("sample")[-1]["answers"]
        self.assertIn("256", refused["failed"])
        self.assertIn("text", answered)

    def test_what_a_probe_disturbs_is_as_it_was(self) -> None:
        def numbers():
            return random.random(), numpy.random.rand(), float(torch.rand(1))

        model = torch.nn.Sequential(torch.nn.Dropout(), torch.nn.Dropout())
        model[1].eval()
        with undisturbed(model):
            self.assertEqual([module.training for module in model.modules()], [False, False, False])
            first = numbers()
        self.assertEqual(numbers(), first)
        self.assertEqual([module.training for module in model.modules()], [True, True, False])

    def test_a_checkpoint_that_is_not_what_was_saved_is_refused(self) -> None:
        job = self.job()
        saved = self.run_job(job, max_steps=2, save_steps=2).of("checkpoint")[-1]
        resume = {**job, "resume": saved["path"], "resume_probe_loss": saved["probe_loss"]}
        self.assertIsNone(self.run_job(resume, max_steps=3).failure)

        changed = {**resume, "resume_probe_loss": saved["probe_loss"] + 0.01}
        self.assertEqual(self.run_job(changed, max_steps=3).failure.kind, "resume")
        for name in ("optimizer.pt", "rng_state.pth", "trainer_state.json"):
            torn = os.path.join(self.folder, f"without-{name}")
            shutil.copytree(saved["path"], torn)
            os.remove(os.path.join(torn, name))
            failure = self.run_job({**resume, "resume": torn}, max_steps=3).failure
            self.assertEqual(failure.kind, "resume")
            self.assertIn(name, failure.message)

    def test_a_finished_training_isnt_continued(self) -> None:
        job = self.job()
        saved = self.run_job(job, max_steps=2, save_steps=2).of("checkpoint")[-1]
        again = self.run_job({**job, "resume": saved["path"]}, max_steps=2)
        self.assertEqual(again.result["global_step"], 2)
        self.assertEqual(again.of("metric"), [])

    def test_an_unknown_target_is_named_beside_those_there_are(self) -> None:
        failure = self.run_job(self.job("phi", lora={"target_modules": ["q_proj", "o_proj"]})).failure
        self.assertEqual(failure.kind, "model")
        self.assertIn("o_proj", failure.message)
        self.assertIn("dense", failure.hint)

    def test_long_and_empty_rows_are_dropped_and_told(self) -> None:
        rows = examples(4)
        rows[1]["completion"][0]["content"] = "wizards " * 200
        rows[2]["completion"][0]["content"] = " "
        job = self.job()
        run = self.run_job({**job, "train": write_lines(os.path.join(self.folder, "odd.jsonl"), rows)}, max_steps=1)
        prepared = run.of("prepared")[0]
        self.assertEqual(prepared["rows"], 2)
        self.assertEqual([(each["file"], each["line"]) for each in prepared["dropped"]], [("train", 2), ("train", 3)])
        self.assertIn("max_length 128", prepared["dropped"][0]["reason"])

        none = {**job, "train": write_lines(os.path.join(self.folder, "none.jsonl"), rows[1:3])}
        self.assertEqual(self.run_job(none).failure.kind, "data")
        with open(none["train"], "a", encoding="utf-8") as file:
            file.write('{"text": "x"}\n')
        failure = self.run_job(none).failure
        self.assertEqual(failure.kind, "data")
        self.assertIn("none.jsonl:3", failure.message)

    def test_dpo_goes_on_with_the_adapter_and_keeps_it_as_reference(self) -> None:
        start = self.run_job(self.job()).result["checkpoint"]
        job = self.job(method="dpo", wire={"adapter": start}, output=os.path.join(self.folder, "dpo"),
                       dpo={"loss_type": ["sigmoid", "sft"], "loss_weights": [1.0, 0.3]})  # fmt: skip
        run = self.run_job(job, max_steps=3, save_steps=3)
        first = next(event for event in run.of("check") if event["name"] == "dpo_reference_is_start")
        self.assertAlmostEqual(first["value"], math.log(2), delta=1e-4)
        self.assertTrue(first["passed"])
        self.assertEqual(run.of("metric")[0]["values"]["rewards/margins"], 0)
        before, after = adapter(start), adapter(run.result["checkpoint"])
        self.assertEqual(before.keys(), after.keys())
        self.assertTrue(any(not torch.equal(before[name], after[name]) for name in before))
        self.assertNotIn("ref", os.listdir(run.result["checkpoint"]))

        other = self.run_job({**job, "lora": {**job["lora"], "lora_r": 16}})
        self.assertEqual(other.failure.kind, "job")
        self.assertIn("lora_r is 4", other.failure.message)

    def test_nf4_trains_on_the_cpu_in_full_adapter_precision(self) -> None:
        start = None
        for method in ("sft", "dpo"):
            wire = {"quantization": "nf4", "dtype": "bfloat16", "adapter": start}
            job = self.job(method=method, wire=wire, output=os.path.join(self.folder, f"q-{method}"))
            run = self.run_job(job, max_steps=4, save_steps=2, eval_steps=2)
            self.assertIsNone(run.failure)
            checks = {event["name"]: event for event in run.of("check")}
            self.assertEqual(checks["quantisation_active"]["value"], 14)
            self.assertTrue(all(event["passed"] for event in checks.values()))
            start = run.result["checkpoint"]
            self.assertEqual({weights.dtype for weights in adapter(start).values()}, {torch.float32})
            resumed = {**job, "resume": run.of("checkpoint")[0]["path"],
                       "resume_probe_loss": run.of("checkpoint")[0]["probe_loss"]}  # fmt: skip
            again = self.run_job({**resumed, "output": os.path.join(self.folder, f"again-{method}")}, max_steps=4)
            self.assertIsNone(again.failure)
            self.assert_same_adapter(again.result["checkpoint"], start)


def metrics(run) -> list:
    times = ("step_time", "runtime")
    return [
        (event["split"], event["global_step"], event["tokens_seen"],
         {name: value for name, value in event["values"].items() if name not in times})
        for event in run.of("metric")
    ]  # fmt: skip


if __name__ == "__main__":
    unittest.main()
