"""A Hugging Face folder with a BERT of 2 layers and d = 32, the same on every run, that reads any English text.

Its vocabulary is letters and word pieces of one letter; nothing has to be downloaded or checked in.
tests/e2e/tiny_model.h writes one for the tests in C++.
"""

import json
import pathlib
import string
from collections.abc import Iterator

import numpy as np

HIDDEN, INTERMEDIATE, LAYERS, POSITIONS = 32, 64, 2, 64
WORDS = ["[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]", ".", ",", "'", "-", "the", *string.ascii_lowercase]
WORDS += [f"##{letter}" for letter in string.ascii_lowercase]

CONFIG = {
    "model_type": "bert",
    "vocab_size": len(WORDS),
    "max_position_embeddings": POSITIONS,
    "type_vocab_size": 2,
    "hidden_size": HIDDEN,
    "num_hidden_layers": LAYERS,
    "num_attention_heads": 4,
    "intermediate_size": INTERMEDIATE,
    "hidden_act": "gelu",
    "initializer_range": 0.02,
    "layer_norm_eps": 1e-12,
    "pad_token_id": 0,
}


def write_tiny_model(folder: pathlib.Path) -> None:
    folder.mkdir()
    (folder / "vocab.txt").write_text("\n".join(WORDS) + "\n")
    (folder / "config.json").write_text(json.dumps(CONFIG))
    header, data = {}, b""
    for name, values in tensors(np.random.default_rng(7)):
        start = len(data)
        data += values.astype("<f4").tobytes()
        header[name] = {"dtype": "F32", "shape": list(values.shape), "data_offsets": [start, len(data)]}
    text = json.dumps(header).encode()
    (folder / "model.safetensors").write_bytes(len(text).to_bytes(8, "little") + text + data)


def tensors(random: np.random.Generator) -> Iterator[tuple[str, np.ndarray]]:
    def linear(name: str, outputs: int, inputs: int) -> Iterator[tuple[str, np.ndarray]]:
        yield f"{name}.weight", random.uniform(-0.15, 0.15, (outputs, inputs))
        yield f"{name}.bias", np.zeros(outputs)

    def norm(name: str) -> Iterator[tuple[str, np.ndarray]]:
        yield f"{name}.weight", np.ones(HIDDEN)
        yield f"{name}.bias", np.zeros(HIDDEN)

    for kind, rows, scale in ("word", len(WORDS), 0.5), ("position", POSITIONS, 0.1), ("token_type", 2, 0.1):
        yield f"embeddings.{kind}_embeddings.weight", random.uniform(-scale, scale, (rows, HIDDEN))
    yield from norm("embeddings.LayerNorm")
    for layer in (f"encoder.layer.{i}" for i in range(LAYERS)):
        for part in ("self.query", "self.key", "self.value", "output.dense"):
            yield from linear(f"{layer}.attention.{part}", HIDDEN, HIDDEN)
        yield from norm(f"{layer}.attention.output.LayerNorm")
        yield from linear(f"{layer}.intermediate.dense", INTERMEDIATE, HIDDEN)
        yield from linear(f"{layer}.output.dense", HIDDEN, INTERMEDIATE)
        yield from norm(f"{layer}.output.LayerNorm")
    yield from linear("pooler.dense", HIDDEN, HIDDEN)
