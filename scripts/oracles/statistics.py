"""Known answers for src/core/statistics, from SciPy and statsmodels.

    pip install scipy==1.17.1 statsmodels==0.15.0
    python scripts/oracles/statistics.py > src/core/statistics/fixtures/oracle.json

Everything here is exact or a closed form, apart from `bootstrap`, which is drawn. No figure comes from lattice.
"""

import json
import math
import sys

import numpy as np
import scipy
import statsmodels
from scipy import stats
from statsmodels.stats.contingency_tables import mcnemar
from statsmodels.stats.inter_rater import cohens_kappa
from statsmodels.stats.proportion import confint_proportions_2indep, proportion_confint


def rate(k, n):
    test = stats.binomtest(k, n)
    wilson, exact = test.proportion_ci(0.95, "wilson"), test.proportion_ci(0.95, "exact")
    # Two libraries, one answer: statsmodels has it from the beta distribution.
    assert np.allclose(exact, proportion_confint(k, n, 0.05, "beta"), rtol=1e-8)
    return {"k": k, "n": n, "wilson": list(wilson), "exact": list(exact)}


def sign(wins, losses):
    p = stats.binomtest(min(wins, losses), wins + losses, 0.5).pvalue if wins + losses else 1.0
    assert math.isclose(p, mcnemar([[0, wins], [losses, 0]], exact=True).pvalue, rel_tol=1e-9) or wins == losses
    return {"wins": wins, "losses": losses, "p": p}


def sign_flip(differences):
    found = stats.permutation_test(
        (differences,), np.sum, permutation_type="samples", n_resamples=np.inf, alternative="two-sided"
    )
    return {"differences": differences, "p": found.pvalue, "by": "permutation_test"}


def signed_ranks(n, negative):
    """Differences 1 … n with some signs turned: their permutation test is Wilcoxon's exact one."""
    differences = [-i if i in negative else i for i in range(1, n + 1)]
    return {"differences": differences, "p": stats.wilcoxon(differences, method="exact").pvalue, "by": "wilcoxon"}


def kappa(table):
    kinds = {"nominal": None, "linear": "linear", "quadratic": "quadratic"}
    found = {name: cohens_kappa(np.array(table), wt=wt) for name, wt in kinds.items()}
    return {"table": table, **{name: [r.kappa, r.kappa_low, r.kappa_upp] for name, r in found.items()}}


def agreement(true_positive, false_negative, false_positive, true_negative):
    positives, negatives = true_positive + false_negative, false_positive + true_negative
    # recall − false-positive rate = 2 · balanced accuracy − 1, so Newcombe's interval of the one is that of the other.
    low, high = confint_proportions_2indep(true_positive, positives, false_positive, negatives, method="newcomb")
    return {
        "confusion": {
            "truePositive": true_positive,
            "falseNegative": false_negative,
            "falsePositive": false_positive,
            "trueNegative": true_negative,
        },
        "balancedAccuracy": [(true_positive / positives + true_negative / negatives) / 2, (1 + low) / 2, (1 + high) / 2],
        "recall": [true_positive / positives, *proportion_confint(true_positive, positives, 0.05, "wilson")],
    }


def power(n, discordance, difference):
    total = 0.0
    winning = (1 + difference / discordance) / 2
    for differing in range(n + 1):
        chance = stats.binom.pmf(differing, n, discordance)
        if chance < 1e-16:
            continue
        fewer = np.arange(differing // 2 + 1)
        rejecting = fewer[2 * stats.binom.cdf(fewer, differing, 0.5) < 0.05]
        if len(rejecting):
            most = rejecting[-1]
            total += chance * (
                stats.binom.cdf(most, differing, winning) + stats.binom.sf(differing - most - 1, differing, winning)
            )
    return {"n": n, "discordance": discordance, "difference": difference, "power": total}


def bootstrap(differences):
    found = [
        stats.bootstrap((differences,), np.mean, n_resamples=200_000, method="percentile", rng=seed, batch=10_000)
        for seed in range(3)
    ]
    low, high = np.mean([list(each.confidence_interval) for each in found], axis=0)
    return {"differences": differences, "low": low, "high": high}


answers = [0.5, -0.25, 0, 1, 1, 0.75, -1, 0.25, 0.5, 0, 1, -0.5, 0.25, 0.75, 1, 0, 0.5, 0.25, -0.25, 1]
scores = [0.31, -0.12, 1.7, 0.02, -0.9, 2.25, 0.4, 1.1, -0.33, 0.71, 0.05, 1.93]
json.dump(
    {
        "made by": {
            "script": "scripts/oracles/statistics.py",
            "python": sys.version.split()[0],
            "numpy": np.__version__,
            "scipy": scipy.__version__,
            "statsmodels": statsmodels.__version__,
        },
        "rates": [
            rate(k, n)
            for k, n in [
                (0, 1), (1, 1), (0, 5), (5, 5), (7, 10), (1, 20), (0, 200), (200, 200), (89, 200), (562, 600),
                (0, 100_000), (1, 100_000), (50_000, 100_000), (99_999, 100_000), (100_000, 100_000),
            ]
        ],
        "signs": [
            sign(wins, losses)
            for wins, losses in [
                (0, 0), (0, 1), (1, 1), (0, 5), (5, 0), (0, 6), (3, 9), (6, 14), (80, 20), (120, 95), (500, 430),
                (1_200, 1_000), (0, 1_000), (50_400, 49_600), (51_000, 49_000),
            ]
        ],
        "signFlips": [
            sign_flip([1, 1, 1, 1, 1, 1]),
            sign_flip([0.5, -0.25, 1, 0.75, -1, 0.25, 0.5, 0, 1]),
            sign_flip([1 / 3, -2 / 3, 1, 0.5, 0.25, 0, -0.75]),
            sign_flip(scores),
            signed_ranks(12, {2, 5}),
            signed_ranks(50, {1, 2, 3, 8, 13, 21, 30, 34, 40, 44, 47, 50}),
            signed_ranks(200, set(range(3, 200, 3))),
        ],
        "kappas": [
            kappa([[20, 5], [10, 15]]),
            kappa([[10, 2, 0], [1, 8, 3], [0, 4, 12]]),
            kappa([[0, 9], [8, 0]]),
            kappa([[70, 0], [30, 1]]),
            kappa([[50, 4, 1, 0, 0], [3, 20, 5, 1, 0], [0, 6, 31, 7, 2], [0, 0, 9, 44, 8], [1, 0, 2, 10, 96]]),
            kappa([[0, 0, 0, 0, 0], [0, 0, 0, 0, 0], [0, 1, 5, 2, 0], [0, 0, 3, 7, 1], [0, 0, 0, 2, 9]]),
        ],
        "agreements": [
            agreement(90, 10, 5, 95),
            agreement(10, 0, 0, 10),
            agreement(0, 3, 0, 1),
            agreement(2563, 0, 1165, 0),
            agreement(1, 0, 70_000, 30_000),
        ],
        "powers": [
            power(n, discordance, difference)
            for n, discordance, difference in [
                (50, 0.2, 0.176), (100, 0.1, 0.088), (200, 0.2, 0.091), (500, 0.05, 0.03), (1_000, 0.3, 0.049),
                (5, 1.0, 1.0), (6, 1.0, 1.0), (600, 0.1, 0.0), (2_000, 0.9, 0.05),
            ]
        ],
        "bootstraps": [bootstrap(answers)],
        "spread": {"values": answers, "mean": np.mean(answers), "std": np.std(answers),
                   "quantiles": [[q, np.quantile(answers, q)] for q in (0.025, 0.5, 0.9, 0.975)]},
    },
    sys.stdout,
    indent=2,
)
print()
