"""Writes samples and what scipy, or a definition spelled out by brute force, makes of them.

  statistics_fixture.py > statistics_fixture.json
"""

import itertools
import json

import numpy
from scipy import stats


def bootstrap_p(differences):
    """Two-sided, over every way to draw n of n."""
    means = [numpy.mean(drawn) for drawn in itertools.product(differences, repeat=len(differences))]
    below = sum(mean <= 0 for mean in means) / len(means)
    above = sum(mean >= 0 for mean in means) / len(means)
    return min(1.0, 2 * min(below, above))


def permutation_p(differences):
    """Exact, two-sided."""
    result = stats.permutation_test((differences,), numpy.mean, permutation_type="samples", n_resamples=numpy.inf)
    return float(result.pvalue)


def case(differences):
    count = len(differences)
    mean, deviation = numpy.mean(differences), numpy.std(differences, ddof=1)
    low, high = stats.t.interval(0.95, count - 1, loc=mean, scale=deviation / numpy.sqrt(count))
    return {"differences": differences, "mean": float(mean), "standard_deviation": float(deviation),
            "low": float(low), "high": float(high), "permutation_p": permutation_p(differences),
            "bootstrap_p": bootstrap_p(differences) if count <= 6 else None,
            "student_p": float(stats.ttest_1samp(differences, 0).pvalue)}


def holm(p_values):
    """By closed testing: a hypothesis falls when Bonferroni rejects every set that it is in."""
    indices = range(len(p_values))
    sets = [s for size in range(1, len(p_values) + 1) for s in itertools.combinations(indices, size)]
    return [max(min(1.0, len(s) * min(p_values[i] for i in s)) for s in sets if index in s) for index in indices]


random = numpy.random.default_rng(12)
samples = [random.normal(shift, 1, count).tolist() for count in (2, 3, 4, 5, 6, 9, 16) for shift in (0, 0.8)]
samples += [
    [1.0, 1.0, 1.0, 2.0],  # Equal differences, and sums that are equal.
    [0.5, 0.0, 0.0, -0.25],
    [1e-9, 2e-9, 3e-9],
    random.normal(0.3, 1, 20).tolist(),  # Too many for every flip.
]
families = [random.random(count).tolist() for count in (1, 2, 5, 8)] + [[0.01, 0.04, 0.03, 0.005], [0.02, 0.02, 0.02], [0.9, 0.8]]
print(json.dumps({"samples": [case(sample) for sample in samples],
                  "families": [{"p": p, "holm": holm(p)} for p in families]}, indent=1))
