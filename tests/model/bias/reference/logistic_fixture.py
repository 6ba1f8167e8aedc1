"""Writes a small logistic regression problem and scikit-learn's solution: {"features", "labels", "weights", "intercept"}.

  logistic_fixture.py > logistic_fixture.json
"""

import json

import numpy
from sklearn.linear_model import LogisticRegression

random = numpy.random.default_rng(5)
features = numpy.column_stack([
    random.integers(0, 2, 60), random.integers(0, 2, 60), random.random(60).round(3), (3 * random.random(60)).round(3)])
score = features @ [1.5, 2.0, -1.0, 0.5] - 3.0 + random.normal(size=60)
labels = (score > 0).astype(int)
model = LogisticRegression(solver="liblinear", C=100, class_weight="balanced", tol=1e-12, max_iter=10_000)
model.fit(features, labels)
print(json.dumps({"features": features.tolist(), "labels": labels.tolist(), "weights": model.coef_[0].tolist(),
                  "intercept": float(model.intercept_[0])}))
