"""What transformers' own EarlyStoppingCallback answers to a list of losses, called as its Trainer calls it.

The table in src/core/early-stop/replay.test.ts holds these answers.
Usage: a Python that has transformers, scripts/oracles/early-stop-callback.py
"""

from types import SimpleNamespace

import numpy as np
import transformers
from transformers import EarlyStoppingCallback, TrainerControl

NAN = float("nan")
CASES = [
    ([3, 2, 1], 1), ([3, 2, 2], 1), ([3, 4, 2, 5, 5], 2), ([3, 4, 3, 4], 3),
    ([NAN, 1, 2], 1), ([2, NAN, 1], 1), ([2, NAN, 1, 1, 1], 2), ([NAN, NAN], 1),
]  # fmt: skip


def stop_step(losses: list[float], patience: int) -> int | None:
    callback = EarlyStoppingCallback(patience)
    arguments = SimpleNamespace(greater_is_better=False, metric_for_best_model="loss")
    state = SimpleNamespace(best_metric=None)
    for step, loss in enumerate(losses, start=1):
        control = TrainerControl()
        callback.on_evaluate(arguments, state, control, {"eval_loss": loss})
        # Trainer._determine_best_metric, which runs after the callbacks
        state.best_metric = float("inf") if state.best_metric is None else state.best_metric
        if np.less(loss, state.best_metric):
            state.best_metric = loss
        if control.should_training_stop:
            return step
    return None


print(f"transformers {transformers.__version__}")
for losses, patience in CASES:
    print(losses, patience, stop_step(losses, patience))
