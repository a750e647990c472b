import unittest
from unittest import mock

from .support import Recorder, common

import torch

from lattice_worker import probe
from lattice_worker.protocol import problem_with


class ProbeTest(unittest.TestCase):
    def run_probe(self) -> tuple[Recorder, dict]:
        recorder = Recorder()
        job = {**common(), "kind": "probe"}
        self.assertIsNone(problem_with("job", job))
        result = probe.run_probe(job, torch.device("cpu"), recorder)
        for event in recorder.events:
            self.assertIsNone(problem_with("event", event), event)
        self.assertIsNone(problem_with("event", {"type": "done", "result": result}))
        return recorder, result

    def test_the_environment_works_in_every_part(self) -> None:
        recorder, result = self.run_probe()
        failed = [event for event in recorder.of("check") if not event["passed"]]
        self.assertEqual(failed, [])
        self.assertTrue(result["imports"] and result["lora"] and result["nf4"])
        self.assertEqual(result["device"]["type"], "cpu")
        self.assertIn("torch", result["versions"])
        nf4 = next(event for event in recorder.of("check") if event["name"] == "nf4_step")
        self.assertIn("7 layers in 4 bit", nf4["detail"])

    def test_a_broken_package_is_one_failed_check_and_the_rest_runs(self) -> None:
        original = probe._import

        def broken(name: str) -> tuple[None, str]:
            if name == "bitsandbytes":
                raise OSError("libcudart.so.13: cannot open shared object file")
            return original(name)

        with mock.patch.object(probe, "_import", broken):
            recorder, result = self.run_probe()
        passed = {event["name"]: event["passed"] for event in recorder.of("check")}
        self.assertFalse(passed["import_bitsandbytes"])
        self.assertTrue(passed["lora_step"])
        self.assertFalse(result["imports"])


if __name__ == "__main__":
    unittest.main()
