"""Model and adapter folders that are damaged, that bring code, or that belong to something else: one clear message
each, and nothing of them runs."""

import json
import os
import shutil
import unittest
from collections.abc import Callable
from typing import Any

from .support import (
    CHAT, JSON, OneModelTest, Recorder, ask, choose, common, make_tokenizer, save_model, temporary, wire_model,
    write_lines,
)  # fmt: skip

import torch
from safetensors.torch import load_file, save_file

from lattice_worker.answer import run_answer
from lattice_worker.failure import WorkerFailure
from lattice_worker.generate import generate
from lattice_worker.interrupt import Interrupt
from lattice_worker.model import load
from lattice_worker.score import score

CPU = torch.device("cpu")
WEIGHTS, INDEX = "model.safetensors", "model.safetensors.index.json"
ADAPTER, ADAPTER_CONFIG = "adapter_model.safetensors", "adapter_config.json"
Damage = Callable[[str], None]


def inside(file: str, change: Callable[[str], None]) -> Damage:
    return lambda folder: change(os.path.join(folder, file))


def without(file: str) -> Damage:
    return inside(file, os.remove)


def overwritten(file: str, at: int, data: bytes) -> Damage:
    def write(path: str) -> None:
        with open(path, "r+b") as opened:
            opened.seek(at)
            opened.write(data)

    return inside(file, write)


def with_text(file: str, text: str) -> Damage:
    def write(path: str) -> None:
        with open(path, "w", encoding="utf-8") as opened:
            opened.write(text)

    return inside(file, write)


def with_keys(file: str, **keys: Any) -> Damage:
    def change(path: str) -> None:
        with open(path, encoding="utf-8") as opened:
            value = json.load(opened)
        with open(path, "w", encoding="utf-8") as opened:
            json.dump({**value, **keys}, opened)

    return inside(file, change)


def with_tensors(file: str, change: Callable[[dict[str, torch.Tensor]], Any]) -> Damage:
    def write(path: str) -> None:
        state = load_file(path)
        change(state)
        save_file(state, path, metadata={"format": "pt"})

    return inside(file, write)


def first(state: dict[str, torch.Tensor]) -> str:
    return sorted(state)[0]


HEADERS: dict[str, Damage] = {
    "truncated in the header": inside(WEIGHTS, lambda path: os.truncate(path, 1000)),
    "truncated in the data": inside(WEIGHTS, lambda path: os.truncate(path, os.path.getsize(path) - 100)),
    "of zero bytes": inside(WEIGHTS, lambda path: os.truncate(path, 0)),
    "with a header length of 2^62": overwritten(WEIGHTS, 0, (2**62).to_bytes(8, "little")),
    "with a flipped byte in its header": overwritten(WEIGHTS, 60, b"\xff"),
    "with a flipped offset": overwritten(WEIGHTS, 8, b'{"a":['),
}


class DamagedModelTest(OneModelTest):
    def copy(self, damage: Damage, name: str = "copy") -> str:
        path = os.path.join(self.folder, name)
        shutil.rmtree(path, ignore_errors=True)
        shutil.copytree(self.model, path)
        damage(path)
        return path

    def refused(self, source: str) -> WorkerFailure:
        with self.assertRaises(WorkerFailure) as caught:
            load(wire_model(source), CPU)
        self.assertEqual(caught.exception.kind, "model")
        self.assertIsNotNone(caught.exception.hint)
        return caught.exception

    def test_damaged_weights_are_said_to_be_damaged(self) -> None:
        for name, damage in HEADERS.items():
            with self.subTest(name):
                failure = self.refused(self.copy(damage))
                self.assertIn("can't be loaded", failure.message)
                self.assertIn("damaged", failure.hint)

    def test_weights_outside_of_the_folder_are_not_read(self) -> None:
        outside = os.path.join(self.folder, "outside.safetensors")
        shutil.copy(os.path.join(self.model, WEIGHTS), outside)
        names = load_file(outside).keys()
        for place in ("../outside.safetensors", outside, "sub/../../outside.safetensors", "..\\outside", ".."):
            with self.subTest(place):
                index = json.dumps({"metadata": {}, "weight_map": dict.fromkeys(names, place)})
                path = self.copy(with_text(INDEX, index))
                os.remove(os.path.join(path, WEIGHTS))
                self.assertIn("not a file beside it", self.refused(path).message)

    def test_code_of_a_model_never_runs(self) -> None:
        canary = os.path.join(self.folder, "canary")
        code = f"open({canary!r}, 'w').close()\nclass C: pass\n"
        own = {"auto_map": {name: "evil.C" for name in ("AutoConfig", "AutoModelForCausalLM", "AutoTokenizer")}}
        refused = {
            "an architecture of its own": with_keys("config.json", **own, model_type="evil"),
            "a tokenizer of its own": with_keys("tokenizer_config.json", tokenizer_class="C", **own),
            "CVE-2026-4372": with_keys("config.json", _attn_implementation_internal="evil/kernel"),
            "compiled code": with_keys("config.json", attn_implementation="evil/kernel"),
            "a flag": with_keys("config.json", trust_remote_code=True),
        }
        for name, damage in refused.items():
            with self.subTest(name):
                path = self.copy(damage)
                with_text("evil.py", code)(path)
                self.assertIn("never runs here", self.refused(path).message)
        path = self.copy(with_keys("config.json", **own))
        with_text("evil.py", code)(path)
        self.assertTrue(type(load(wire_model(path), CPU).model).__module__.startswith("transformers."))
        self.assertFalse(os.path.exists(canary))

    def test_a_folder_that_lacks_something_is_said_to(self) -> None:
        cases = {
            "it has no tokenizer": lambda path: [os.remove(os.path.join(path, each)) for each in
                                                 ("tokenizer.json", "tokenizer_config.json")],
            "`nosuch`": with_keys("config.json", model_type="nosuch"),
            "valid JSON": with_text("config.json", '{"a": '),
        }  # fmt: skip
        for said, damage in cases.items():
            with self.subTest(said), self.assertRaises(WorkerFailure) as caught:
                load(wire_model(self.copy(damage)), CPU)
            self.assertIn(said, caught.exception.message)

    def test_weights_that_are_no_numbers_are_named_and_a_narrow_format_is_not_blamed(self) -> None:
        for value in (float("nan"), float("inf")):
            path = self.copy(with_tensors(WEIGHTS, lambda state: state["model.norm.weight"].fill_(value)))  # noqa: B023
            loaded = load(wire_model(path), CPU)
            for answer, one in ((generate, ask("k", "help")), (score, choose("k", "help", ["1", "2"]))):
                with self.assertRaises(WorkerFailure) as caught:
                    answer(loaded, [(loaded.template.prompt(one["messages"]), one["want"])])
                self.assertIn("model.norm.weight", caught.exception.message)
                self.assertNotIn("dtype", caught.exception.hint)

    def test_a_format_that_overflows_is_said_to(self) -> None:
        big = with_tensors(WEIGHTS, lambda state: state["model.norm.weight"].fill_(3e38))
        loaded = load(wire_model(self.copy(big), dtype="bfloat16"), CPU)
        one = ask("k", "help")
        with self.assertRaises(WorkerFailure) as caught:
            generate(loaded, [(loaded.template.prompt(one["messages"]), one["want"])])
        self.assertIn("NaN instead of scores in bfloat16", caught.exception.message)
        self.assertIn("float32", caught.exception.hint)


class DamagedAdapterTest(OneModelTest):
    @classmethod
    def setUpClass(cls) -> None:
        from peft import LoraConfig, get_peft_model

        super().setUpClass()
        cls.adapter = os.path.join(cls.folder, "adapter")
        config = LoraConfig(
            r=4, target_modules=["q_proj", "v_proj"], init_lora_weights=False, task_type="CAUSAL_LM"
        )
        get_peft_model(load(wire_model(cls.model), CPU).model, config).save_pretrained(cls.adapter)

    def refused(self, damage: Damage) -> str:
        path = os.path.join(self.folder, "copy")
        shutil.rmtree(path, ignore_errors=True)
        shutil.copytree(self.adapter, path)
        damage(path)
        with self.assertRaises(WorkerFailure) as caught:
            load(wire_model(self.model, adapter=path), CPU)
        self.assertEqual(caught.exception.kind, "model")
        self.assertIsNotNone(caught.exception.hint)
        return caught.exception.message

    def test_a_whole_adapter_is_put_on(self) -> None:
        load(wire_model(self.model, adapter=self.adapter), CPU)

    def test_a_damaged_adapter_is_refused_with_what_is_wrong(self) -> None:
        def pickled(path: str) -> None:
            torch.save(load_file(os.path.join(path, ADAPTER)), os.path.join(path, "adapter_model.bin"))
            os.remove(os.path.join(path, ADAPTER))

        def no_number(value: float) -> Damage:
            return with_tensors(ADAPTER, lambda state: state[first(state)].fill_(value))

        extra = {"base_model.model.model.layers.9.self_attn.q_proj.lora_A.weight": torch.zeros(4, 32)}
        cases: list[tuple[str, str, Damage]] = [
            ("no config", "adapter_config.json is missing", without(ADAPTER_CONFIG)),
            ("a torn config", "adapter_config.json is damaged", with_text(ADAPTER_CONFIG, '{"r": ')),
            ("a list", "describes no LoRA adapter", with_text(ADAPTER_CONFIG, "[]")),
            ("another kind", "'PROMPT_TUNING'", with_keys(ADAPTER_CONFIG, peft_type="PROMPT_TUNING")),
            ("no weights", "they are missing", without(ADAPTER)),
            ("a pickle", "is a pickle, which can run code, and is not read", pickled),
            ("truncated weights", "is damaged", inside(ADAPTER, lambda path: os.truncate(path, 500))),
            ("zero bytes", "is damaged", inside(ADAPTER, lambda path: os.truncate(path, 0))),
            ("a wrong header length", "is damaged", overwritten(ADAPTER, 0, (2**62).to_bytes(8, "little"))),
            ("another rank", "size mismatch for", with_keys(ADAPTER_CONFIG, r=8)),
            ("a missing tensor", "lacks 1 tensor (", with_tensors(ADAPTER, lambda state: state.pop(first(state)))),
            ("one module more", "lacks 4 tensors", with_keys(ADAPTER_CONFIG, target_modules=["q_proj", "v_proj", "o_proj"])),
            ("one layer more", "has 1 tensor (", with_tensors(ADAPTER, lambda state: state.update(extra))),
            ("NaN", "no numbers", no_number(float("nan"))),
            ("infinity", "no numbers", no_number(float("inf"))),
        ]  # fmt: skip
        for name, said, damage in cases:
            with self.subTest(name):
                self.assertIn(said, self.refused(damage))

    def test_an_adapter_of_another_architecture_is_refused(self) -> None:
        other = save_model(os.path.join(self.folder, "gpt"), "gpt2")
        with self.assertRaises(WorkerFailure) as caught:
            load(wire_model(other, adapter=self.adapter), CPU)
        self.assertIn("only on the base", caught.exception.hint)


class OddTokenizerTest(unittest.TestCase):
    def setUp(self) -> None:
        folder = temporary()
        self.addCleanup(folder.cleanup)
        self.folder = folder.name

    def model(self, tokenizer: Any, **changes: Any) -> str:
        path = save_model(os.path.join(self.folder, "model"))
        tokenizer.save_pretrained(path)
        return path

    def test_a_template_that_is_no_template_is_refused_with_its_line(self) -> None:
        path = self.model(make_tokenizer("{% for message in messages %}\n{{ message.content }"))
        with self.assertRaises(WorkerFailure) as caught:
            load(wire_model(path), CPU)
        self.assertIn("The chat template of the model is broken: line 2", caught.exception.message)
        self.assertIn("plain/v1", caught.exception.hint)

    def test_a_template_that_fails_in_any_way_refuses_the_messages_and_not_the_job(self) -> None:
        from lattice_worker.template import TemplateRefused

        for broken in ("{{ raise_exception('no system') }}", "{{ 1 / 0 }}", "{{ messages[0].a.b }}",
                       "{% for i in range(10 ** 9) %}{% endfor %}"):  # fmt: skip
            with self.subTest(broken):
                loaded = load(wire_model(self.model(make_tokenizer(broken))), CPU)
                with self.assertRaises(TemplateRefused):
                    loaded.template.prompt(ask("k", "help")["messages"])

    def test_without_anything_that_ends_an_answer_no_answer_is_begun(self) -> None:
        tokenizer = make_tokenizer("{{ messages[0].content }}")
        tokenizer.eos_token = None
        source = self.model(tokenizer)
        job = {**common(), "answered": None, "max_length": None, "batch_size": 8, "model": wire_model(source)}

        def answered(asked: JSON, **changes: Any) -> list[JSON]:
            recorder = Recorder()
            asks = write_lines(os.path.join(self.folder, "asks"), [asked])
            run_answer({**job, "asks": asks, **changes}, CPU, recorder, Interrupt())
            return recorder.of("answer")

        with self.assertRaises(WorkerFailure) as caught:
            answered(ask("k", "help"))
        self.assertIn("eos_token", caught.exception.hint)
        stopped = {"id": "t", "jinja": "{{ messages[0].content }}", "stop": ["\n"]}
        self.assertEqual(len(answered(ask("k", "help"), model=wire_model(source, template=stopped))), 1)
        self.assertEqual(len(answered(choose("k", "help", ["1", "2"]))), 1)

    def test_tokens_that_the_model_has_no_place_for_are_refused_where_they_occur(self) -> None:
        from lattice_worker.template import TemplateRefused

        tokenizer = make_tokenizer(CHAT)
        tokenizer.add_tokens(["zzzz"])
        template = load(wire_model(self.model(tokenizer)), CPU).template
        template.prompt(ask("k", "help")["messages"])
        with self.assertRaises(TemplateRefused) as caught:
            template.prompt(ask("k", "help zzzz")["messages"])
        self.assertIn("'zzzz'", str(caught.exception))
        self.assertIn("the tokenizer of another model", str(caught.exception))


if __name__ == "__main__":
    unittest.main()
