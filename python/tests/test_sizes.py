"""The counts that TypeScript's arithmetic is held against, held against the installed transformers."""

import importlib.util
import json
import unittest
from pathlib import Path

from .support import PYTHON

ROOT = PYTHON.parent
FIXTURE = ROOT / "src/core/model-size/fixtures/counts.json"
SCRIPT = ROOT / "scripts/oracles/model_sizes.py"


@unittest.skipUnless(FIXTURE.is_file(), "only in the repository")
class SizeTest(unittest.TestCase):
    def test_the_counts_of_every_preset_are_those_of_torch(self) -> None:
        spec = importlib.util.spec_from_file_location("model_sizes", SCRIPT)
        script = importlib.util.module_from_spec(spec)
        spec.loader.exec_module(script)
        rows = json.loads(Path(FIXTURE).read_text("utf-8"))
        self.assertEqual(rows.keys(), script.CONFIGS.keys())
        for name, row in rows.items():
            with self.subTest(model=name):
                self.assertEqual(row, {"config": row["config"], **script.count(row["config"])})


if __name__ == "__main__":
    unittest.main()
