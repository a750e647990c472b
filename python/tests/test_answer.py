import json
import os
import re
import unittest

from .support import PLAIN, OneModelTest, Recorder, ask, choose, common, wire_model, write_lines

import torch

from lattice_worker import answer
from lattice_worker.answer import Question, plan, run_answer
from lattice_worker.failure import Interrupted, WorkerFailure
from lattice_worker.interrupt import Interrupt
from lattice_worker.model import load
from lattice_worker.protocol import problem_with

CPU = torch.device("cpu")
TEXTS = ["help", "the quick fox", "a lazy dog and seven wizards", "travel", "money and study " * 4]


class AnswerTest(OneModelTest):
    def run_job(self, asks, answered=None, batch_size=8, interrupt=None, **changes) -> Recorder:
        recorder = Recorder()
        keys = None
        if answered is not None:
            keys = os.path.join(self.folder, "keys")
            with open(keys, "w", encoding="utf-8") as file:
                file.write("".join(f"{key}\n" for key in answered))
        job = {
            **common(),
            "kind": "answer",
            "model": wire_model(self.model),
            "asks": write_lines(os.path.join(self.folder, "asks"), asks),
            "answered": keys,
            "batch_size": batch_size,
            "max_length": None,
            **changes,
        }
        self.assertIsNone(problem_with("job", job))
        recorder.interrupt = interrupt or Interrupt()
        try:
            run_answer(job, CPU, recorder, recorder.interrupt)
        finally:
            for event in recorder.events:
                self.assertIsNone(problem_with("event", event), event)
        return recorder

    def answers(self, *arguments, **options) -> dict:
        return {event["key"]: event["answer"] for event in self.run_job(*arguments, **options).of("answer")}

    def test_the_same_ask_gets_the_same_text_alone_and_in_company(self) -> None:
        asks = [ask(f"k{at}", TEXTS[at % 5], seed=at, max_new_tokens=10 + at % 3) for at in range(16)]
        together = self.answers(asks, batch_size=8)
        self.assertEqual(together, self.answers(asks, batch_size=1))
        self.assertEqual(together["k3"], self.answers([asks[3]])["k3"])
        self.assertGreater(len({each["text"] for each in together.values()}), 10)

    def test_the_seed_decides_and_temperature_zero_ignores_it(self) -> None:
        def texts(**settings):
            found = self.answers([ask(f"k{seed}", "help", seed=seed, **settings) for seed in range(6)])
            return {each["text"] for each in found.values()}

        self.assertGreater(len(texts()), 3)
        self.assertEqual(len(texts(temperature=0)), 1)
        self.assertEqual(texts(top_p=1e-6), texts(temperature=0))

    def test_draws_follow_the_models_distribution(self) -> None:
        loaded = load(wire_model(self.model), CPU)
        prompt = loaded.template.prompt([{"role": "user", "content": "help"}])
        with torch.no_grad():
            logits = loaded.model(torch.tensor([prompt.ids])).logits[0, -1]
        expected = torch.softmax(logits / 0.7, dim=0)
        asks = [ask(f"k{seed}", "help", seed=seed, max_new_tokens=1, temperature=0.7, top_p=1.0) for seed in range(600)]
        found = self.answers(asks, batch_size=200)
        best = int(expected.argmax())
        text = loaded.tokenizer.decode([best])
        share = sum(each["text"] == text for each in found.values()) / len(asks)
        deviation = (float(expected[best]) * (1 - float(expected[best])) / len(asks)) ** 0.5
        self.assertLess(abs(share - float(expected[best])), 4 * deviation)

    def test_an_answer_ends_at_its_end_token_its_stop_text_or_its_length(self) -> None:
        wish = {"temperature": 0, "max_new_tokens": 20}
        found = self.answers([ask(f"k{at}", text, **wish) for at, text in enumerate(TEXTS)])
        key, greedy = next((key, each) for key, each in found.items() if each["finish"] == "length")
        self.assertEqual((greedy["finish"], greedy["tokens"]), ("length", 20))
        stop = re.findall("[a-z]{2}", greedy["text"])[-1]
        template = {"id": "chat", "jinja": None, "stop": [stop]}
        cut = self.answers(
            [ask(key, TEXTS[int(key[1:])], **wish)], model=wire_model(self.model, template=template)
        )[key]
        self.assertEqual(cut["finish"], "stop")
        self.assertEqual(cut["text"], greedy["text"][: greedy["text"].index(stop)])
        ended = [each for each in self.answers(
            [ask(f"k{seed}", "help", seed=seed, temperature=8.0, top_p=1.0, max_new_tokens=100) for seed in range(24)],
            batch_size=24,
        ).values() if each["finish"] == "stop"]  # fmt: skip
        self.assertTrue(ended)
        for each in ended:
            self.assertNotIn("<end>", each["text"])
            self.assertLess(each["tokens"], 100)

    def test_choices_are_normalised_and_agree_with_a_plain_forward(self) -> None:
        loaded = load(wire_model(self.model), CPU)
        template = loaded.template
        asks = [choose("one", "rate", list("12345")), choose("long", "rate", ["upholds", "violates", "wizards quick"])]
        asks += [choose(f"more{at}", "rate " * at, list("12345")) for at in range(6)]
        found = self.answers(asks, batch_size=4)
        alone = self.answers(asks, batch_size=1)
        for one in asks:
            prompt = template.prompt(one["messages"])
            logs = []
            for text in one["want"]["choice"]:
                ids = template.continuation(prompt, text)
                with torch.no_grad():
                    table = loaded.model(torch.tensor([prompt.ids + ids])).logits[0].log_softmax(-1)
                logs.append(sum(table[len(prompt.ids) - 1 + at, token] for at, token in enumerate(ids)))
            expected = torch.softmax(torch.stack(logs), dim=0).tolist()
            for answer in (found[one["key"]], alone[one["key"]]):
                self.assertAlmostEqual(answer["mass"], float(torch.stack(logs).exp().sum()), places=5)
                self.assertAlmostEqual(sum(answer["probabilities"]), 1, places=6)
                for got, want in zip(answer["probabilities"], expected, strict=True):
                    self.assertAlmostEqual(got, want, places=4)

    def test_a_finished_batch_is_skipped_and_a_torn_one_runs_whole(self) -> None:
        asks = [ask(f"k{at}", "help", seed=at) for at in range(10)]
        asks += [choose(f"c{at}", "rate", ["1", "2"]) for at in range(3)]
        whole = self.answers(asks, batch_size=4)
        ran = []
        original = answer.generate
        self.addCleanup(setattr, answer, "generate", original)
        answer.generate = lambda loaded, jobs: (ran.append(len(jobs)), original(loaded, jobs))[1]
        have = ["k0", "k1", "k2", "k3", "k4"]
        rest = self.answers(asks, answered=have, batch_size=4)
        self.assertEqual(rest, {key: value for key, value in whole.items() if key not in have})
        self.assertEqual(ran, [4, 2])

    def test_every_batch_holds_one_kind_and_the_plan_ignores_the_order_of_asks(self) -> None:
        loaded = load(wire_model(self.model), CPU)
        questions = [
            Question(one["key"], one["want"], loaded.template.prompt(one["messages"]))
            for at in range(9)
            for one in (ask(f"k{at}", TEXTS[at % 5]), choose(f"c{at}", TEXTS[at % 4], ["1", "2"]))
        ]
        batches = plan(questions, 4)
        self.assertEqual(batches, plan(questions[::-1], 4))
        for batch in batches:
            self.assertEqual(len({question.kind for question in batch}), 1)
            self.assertLessEqual(len(batch), 4)

    def test_what_cannot_be_asked_is_answered_with_the_reason(self) -> None:
        refusing = {"id": "t", "jinja": "{{ raise_exception('no such role') }}", "stop": []}
        long = self.answers([ask("long", "wizards " * 300), ask("short", "help")])
        self.assertIn("256", long["long"]["failed"])
        self.assertIn("text", long["short"])
        tight = self.answers([ask("k", "help", max_new_tokens=40)], max_length=30)
        self.assertIn("30", tight["k"]["failed"])
        refused = self.answers([ask("k", "help")], model=wire_model(self.model, template=refusing))
        self.assertIn("no such role", refused["k"]["failed"])

    def test_too_little_memory_makes_the_pieces_smaller_and_changes_no_answer(self) -> None:
        asks = [ask(f"k{at}", "help", seed=at) for at in range(8)]
        whole = self.answers(asks)
        original, ran = answer.generate, []
        self.addCleanup(setattr, answer, "generate", original)

        def scarce(loaded, jobs):
            if len(jobs) > 3:
                raise torch.OutOfMemoryError("CUDA out of memory")
            ran.append(len(jobs))
            return original(loaded, jobs)

        answer.generate = scarce
        self.assertEqual(self.answers(asks), whole)
        self.assertEqual(ran, [2, 2, 2, 2])

    def test_an_interrupt_finishes_the_batch_in_flight(self) -> None:
        interrupt = Interrupt()
        original = answer.generate
        self.addCleanup(setattr, answer, "generate", original)

        def interrupted(loaded, jobs):
            interrupt.asked = True
            return original(loaded, jobs)

        answer.generate = interrupted
        recorder = None
        with self.assertRaises(Interrupted):
            asks = [ask(f"k{at}", "help", seed=at) for at in range(8)]
            recorder = Recorder()
            job = {"asks": write_lines(os.path.join(self.folder, "asks"), asks), "answered": None, "batch_size": 3}
            run_answer({**job, "model": wire_model(self.model), "max_length": None}, CPU, recorder, interrupt)
        self.assertEqual([event["type"] for event in recorder.events if event["type"] != "progress"],
                         ["answer", "answer", "answer", "batch"])  # fmt: skip

    def test_a_broken_line_is_named(self) -> None:
        path = write_lines(os.path.join(self.folder, "asks"), [ask("k", "help")])
        with open(path, "a", encoding="utf-8") as file:
            file.write(json.dumps({"key": "x"})[:-1])
        with self.assertRaises(WorkerFailure) as caught:
            run_answer({"asks": path, "answered": None}, CPU, Recorder(), Interrupt())
        self.assertEqual(caught.exception.kind, "data")
        self.assertIn(f"{path}:2", caught.exception.message)

    def test_the_lead_of_a_plain_template_is_no_part_of_the_text(self) -> None:
        template = {"id": "plain", "jinja": PLAIN, "stop": ["\nInstruct:"]}
        found = self.answers([ask("k", "help", temperature=0)], model=wire_model(self.model, template=template))
        self.assertIn("text", found["k"])


if __name__ == "__main__":
    unittest.main()
