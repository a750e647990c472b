import json
import os
import unittest

from .support import ask, common, start_worker, temporary, wire_model, write_json

from lattice_worker.failure import WorkerFailure
from lattice_worker.protocol import PROTOCOL, SCHEMA, problem_with, read_job, validated


class ProtocolTest(unittest.TestCase):
    def test_the_schema_speaks_the_version_of_this_worker(self) -> None:
        for branch in json.loads(SCHEMA.read_text())["job"]["oneOf"]:
            self.assertEqual(branch["properties"]["protocol"]["const"], PROTOCOL)

    def test_a_problem_names_the_place_and_not_the_union(self) -> None:
        job = {**common(), "kind": "probe", "threads": 0}
        self.assertIn("threads", problem_with("job", job) or "")
        self.assertIn("'colour'", problem_with("job", {**common(), "kind": "probe", "colour": 1}) or "")
        self.assertIsNone(problem_with("ask", ask("k", "hello")))
        self.assertIsNotNone(problem_with("ask", ask("k", "hello", top_p=0)))

    def test_another_version_names_both(self) -> None:
        with temporary() as folder:
            path = write_json(os.path.join(folder, "job.json"), {**common(protocol=99), "kind": "probe"})
            with self.assertRaises(WorkerFailure) as caught:
                read_job(path)
            self.assertEqual(caught.exception.kind, "job")
            self.assertIn("99", caught.exception.message)
            self.assertIn(str(PROTOCOL), caught.exception.message)

    def test_a_bad_job_is_told_on_the_wire_before_anything_heavy_is_loaded(self) -> None:
        with temporary() as folder:
            torn = os.path.join(folder, "torn.json")
            with open(torn, "w", encoding="utf-8") as file:
                file.write('{"kind":')
            odd = write_json(os.path.join(folder, "odd.json"), {**common(), "kind": "dance"})
            for path in (torn, odd, os.path.join(folder, "none.json")):
                worker = start_worker(path)
                out, _ = worker.communicate(timeout=20)
                events = [json.loads(line) for line in out.splitlines()]
                self.assertEqual([event["type"] for event in events], ["error"], path)
                self.assertEqual(events[0]["kind"], "job")
                self.assertIsNone(problem_with("event", events[0]))
                self.assertEqual(worker.returncode, 1)

    def test_decisions_are_checked(self) -> None:
        self.assertEqual(validated("decision", {"type": "continue"}), {"type": "continue"})
        with self.assertRaises(WorkerFailure):
            validated("decision", {"type": "begin", "max_steps": 0})

    def test_a_model_needs_every_field(self) -> None:
        job = {**common(), "kind": "answer", "asks": "a", "answered": None, "batch_size": 1, "max_length": None}
        self.assertIsNone(problem_with("job", {**job, "model": wire_model("m")}))
        self.assertIn("model", problem_with("job", {**job, "model": wire_model("m", dtype="int3")}) or "")


if __name__ == "__main__":
    unittest.main()
