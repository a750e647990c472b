"""Trains two steps of SFT and of DPO in plain TRL on data sets as lattice wrote them, and prints what came of it.

`python -m tests.plain_trl SFT_FOLDER DPO_FOLDER`. Nothing of lattice_worker takes part: what is shown is that the files
need no column renamed, removed or mapped. The chain's test in TypeScript runs it on the files of a real run.
"""

import json
import shutil
import sys
from pathlib import Path
from typing import Any

from .support import save_model, temporary, write_lines

from datasets import load_dataset
from transformers import AutoTokenizer
from trl import DPOConfig, DPOTrainer, SFTConfig, SFTTrainer

STEPS = 2


def main(sft: str, dpo: str) -> None:
    with temporary() as folder:
        model = save_model(Path(folder, "model"))
        shared = {
            "output_dir": str(Path(folder, "out")),
            "max_steps": STEPS,
            "per_device_train_batch_size": 4,
            "logging_steps": 1,
            "save_strategy": "no",
            "report_to": "none",
            "use_cpu": True,
            "bf16": False,
        }
        cache = str(Path(folder, "cache"))
        require_types(sft, Path(folder, "bare"), cache)
        data = {method: loaded(rows, cache) for method, rows in (("sft", sft), ("dpo", dpo))}
        tuned = trained(SFTTrainer, model, SFTConfig(**shared), data["sft"])
        preferred = trained(DPOTrainer, model, DPOConfig(**shared), data["dpo"])
        facts = {"sft": told(tuned, data["sft"]), "dpo": told(preferred, data["dpo"])}
        facts["sft"]["texts"] = trained_texts(tuned, AutoTokenizer.from_pretrained(model))
        # Progress bars went to stderr; what a trainer prints itself stands before this line.
        print(json.dumps(facts))


def loaded(folder: str, cache: str) -> Any:
    files = {"train": str(Path(folder, "train.jsonl")), "validation": str(Path(folder, "val.jsonl"))}
    data = load_dataset("json", data_files=files, cache_dir=cache)
    # As from the Hub, where the card names the files.
    carded = load_dataset(folder, cache_dir=cache)
    assert {split: rows.to_list() for split, rows in data.items()} == {
        split: rows.to_list() for split, rows in carded.items()
    }
    return data


def require_types(folder: str, bare: Path, cache: str) -> None:
    """The card says what a column holds, also where no row of it holds anything."""
    bare.mkdir()
    shutil.copy(Path(folder, "README.md"), bare)
    for name in ("train.jsonl", "val.jsonl"):
        rows = [json.loads(line) for line in Path(folder, name).read_text("utf-8").splitlines()]
        write_lines(bare / name, [{**row, "score": None, "principles": []} for row in rows])
    features = [load_dataset(str(where), cache_dir=cache)["train"].features for where in (folder, bare)]
    assert features[0] == features[1], features


def trained(trainer_class: Any, model: str, arguments: Any, data: Any) -> Any:
    trainer = trainer_class(
        model=model, args=arguments, train_dataset=data["train"], eval_dataset=data["validation"]
    )
    trainer.train()
    return trainer


def told(trainer: Any, data: Any) -> dict[str, Any]:
    return {
        "rows": {split: rows.num_rows for split, rows in data.items()},
        "losses": [row["loss"] for row in trainer.state.log_history if "loss" in row],
        "validation_loss": trainer.evaluate()["eval_loss"],
    }


def trained_texts(trainer: Any, tokenizer: Any) -> list[str]:
    """What carries a loss, of the first rows."""
    batch = next(iter(trainer.get_eval_dataloader(trainer.train_dataset)))
    return [tokenizer.decode(labels[labels != -100]) for labels in batch["labels"]]


if __name__ == "__main__":
    main(*sys.argv[1:])
