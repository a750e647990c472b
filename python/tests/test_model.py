import os
import unittest

from .support import ask, save_model, temporary, wire_model

import torch

from lattice_worker.failure import WorkerFailure
from lattice_worker.generate import generate
from lattice_worker.model import count_quantized, load

CPU = torch.device("cpu")


class ModelTest(unittest.TestCase):
    @classmethod
    def setUpClass(cls) -> None:
        folder = temporary()
        cls.addClassCleanup(folder.cleanup)
        cls.folder = folder.name

    def path(self, name: str) -> str:
        return os.path.join(self.folder, name)

    def refused(self, wire) -> WorkerFailure:
        with self.assertRaises(WorkerFailure) as caught:
            load(wire, CPU)
        self.assertEqual(caught.exception.kind, "model")
        return caught.exception

    def test_every_family_answers_greedily_in_every_dtype_it_may_use(self) -> None:
        for family in ("llama", "phi", "gpt2"):
            source = save_model(self.path(family), family)
            for dtype in ("float32", "bfloat16"):
                loaded = load(wire_model(source, dtype=dtype), CPU)
                self.assertEqual(loaded.context, 256)
                self.assertEqual(next(loaded.model.parameters()).dtype, getattr(torch, dtype))
                one = ask("k", "help", temperature=0, max_new_tokens=6)
                prompt = loaded.template.prompt(one["messages"])
                alone = generate(loaded, [(prompt, one["want"])])
                longer = loaded.template.prompt(ask("x", "seven wizards mix bright potions")["messages"])
                both = generate(loaded, [(prompt, one["want"]), (longer, one["want"])])
                if dtype == "float32":
                    self.assertEqual(alone[0], both[0], family)

    def test_nf4_really_quantizes_on_the_cpu(self) -> None:
        source = save_model(self.path("q"))
        loaded = load(wire_model(source, quantization="nf4", dtype="bfloat16"), CPU)
        self.assertEqual(count_quantized(loaded.model), 14)
        one = ask("k", "help", max_new_tokens=4)
        answer = generate(loaded, [(loaded.template.prompt(one["messages"]), one["want"])])
        self.assertIn("text", answer[0])

    def test_what_is_no_model_is_said(self) -> None:
        self.assertIn("/no/such/folder", self.refused(wire_model("/no/such/folder")).message)
        os.makedirs(self.path("empty"), exist_ok=True)
        self.refused(wire_model(self.path("empty")))
        torn = save_model(self.path("torn"))
        os.truncate(os.path.join(torn, "model.safetensors"), 1000)
        self.assertIn("damaged", self.refused(wire_model(torn)).hint or "")

    def test_missing_weights_are_never_filled_with_random_ones(self) -> None:
        from safetensors.torch import load_file, save_file

        source = save_model(self.path("holes"))
        weights = os.path.join(source, "model.safetensors")
        state = load_file(weights)
        del state["model.layers.1.mlp.up_proj.weight"]
        save_file(state, weights, metadata={"format": "pt"})
        self.assertIn("incomplete", self.refused(wire_model(source)).message)

    def test_a_model_that_writes_no_text_is_refused(self) -> None:
        from transformers import T5Config, T5ForConditionalGeneration

        path = self.path("t5")
        T5ForConditionalGeneration(
            T5Config(vocab_size=400, d_model=16, d_ff=32, num_layers=1, num_heads=2, d_kv=8)
        ).save_pretrained(path)
        self.assertIn("causal", self.refused(wire_model(path)).message)

    def test_float16_is_refused_for_phi_with_the_reason(self) -> None:
        source = save_model(self.path("phi16"), "phi")
        self.assertIn("NaN", self.refused(wire_model(source, dtype="float16")).message)

    def test_an_adapter_must_fit_its_base(self) -> None:
        from peft import LoraConfig, get_peft_model

        source = save_model(self.path("base"))
        adapter = self.path("adapter")
        config = LoraConfig(r=2, target_modules=["q_proj"], init_lora_weights=False, task_type="CAUSAL_LM")
        get_peft_model(load(wire_model(source), CPU).model, config).save_pretrained(adapter)
        one = ask("k", "help", temperature=0)
        texts = []
        for wire in (wire_model(source), wire_model(source, adapter=adapter)):
            loaded = load(wire, CPU)
            texts.append(generate(loaded, [(loaded.template.prompt(one["messages"]), one["want"])])[0]["text"])
        self.assertNotEqual(*texts)
        other = save_model(self.path("gpt"), "gpt2")
        self.assertIn("doesn't fit", self.refused(wire_model(other, adapter=adapter)).message)
        self.assertIn("adapter_config.json", self.refused(wire_model(source, adapter=self.path("none"))).message)


if __name__ == "__main__":
    unittest.main()
