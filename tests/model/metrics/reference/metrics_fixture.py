"""Writes labels, predictions and what scikit-learn makes of them, as a list of cases, some of them degenerate.

  metrics_fixture.py > metrics_fixture.json
"""

import json

import numpy
from sklearn.metrics import accuracy_score, f1_score, recall_score


def binary_case(gold, predicted):
    def score(of, label):
        return of(gold, predicted, pos_label=label, average="binary", zero_division=0)

    return {"labels": 2, "gold": gold, "predicted": predicted, "values": {
        "accuracy": accuracy_score(gold, predicted),
        "f1": score(f1_score, 1), "negative_f1": score(f1_score, 0),
        "negative_recall": score(recall_score, 0), "positive_recall": score(recall_score, 1),
        "weighted_f1": f1_score(gold, predicted, average="weighted", zero_division=0)}}


def case_of_three(gold, predicted):
    return {"labels": 3, "gold": gold, "predicted": predicted, "values": {
        "accuracy": accuracy_score(gold, predicted),
        "weighted_f1": f1_score(gold, predicted, average="weighted", zero_division=0)}}


random = numpy.random.default_rng(8)
cases = [binary_case((random.random(50) < share).astype(int).tolist(), (random.random(50) < 0.4).astype(int).tolist())
         for share in (0.1, 0.5, 0.9)]
cases.append(binary_case([0, 1, 0, 0], [0, 0, 0, 0]))  # Never predicts the positive label.
cases.append(binary_case([0, 0, 0], [0, 0, 0]))  # No row has it either.
cases.append(case_of_three(random.integers(0, 3, 60).tolist(), random.integers(0, 3, 60).tolist()))
cases.append(case_of_three(random.integers(0, 2, 40).tolist(), random.integers(0, 3, 40).tolist()))  # As FEVER dev.
print(json.dumps(cases))
