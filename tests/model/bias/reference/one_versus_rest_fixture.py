"""Writes a small problem of three uneven classes and scikit-learn's balanced one-versus-rest solution:
{"features", "labels", "weights", "intercepts", "probabilities"}.

  one_versus_rest_fixture.py > one_versus_rest_fixture.json
"""

import json

import numpy
from sklearn.linear_model import LogisticRegression
from sklearn.multiclass import OneVsRestClassifier

random = numpy.random.default_rng(6)
features = (random.random((80, 5)) * (random.random((80, 5)) < 0.5)).round(3)  # Half of it is zero.
score = features @ random.normal(size=(5, 3)) * 2 + [0.4, -0.6, 0.2] + 0.5 * random.normal(size=(80, 3))
labels = score.argmax(axis=1)
model = OneVsRestClassifier(
    LogisticRegression(solver="liblinear", C=10, class_weight="balanced", tol=1e-12, max_iter=10_000))
model.fit(features, labels)
print(json.dumps({
    "features": features.tolist(), "labels": labels.tolist(),
    "weights": [one.coef_[0].tolist() for one in model.estimators_],
    "intercepts": [float(one.intercept_[0]) for one in model.estimators_],
    "probabilities": model.predict_proba(features).tolist()}))
