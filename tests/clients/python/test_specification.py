"""What is sent for what a caller gives."""

import pathlib

import numpy as np
import pytest
import srnet
from srnet.specification import read_specification


def test_a_dict_becomes_yaml_with_a_line_for_each_member() -> None:
    text = read_specification({"name": "x", "seeds": [1, 2], "overrides": {"mask": {"warmup": "10%"}}}).text
    assert text == "name: x\nseeds:\n- 1\n- 2\noverrides:\n  mask:\n    warmup: 10%\n"


def test_numbers_of_numpy_ranges_tuples_and_paths_are_plain_values_in_yaml() -> None:
    members = {"a": np.arange(2), "b": np.float64(0.5), "c": range(2), "d": (1,), "e": pathlib.Path("x/y")}
    assert read_specification(members).text == "a:\n- 0\n- 1\nb: 0.5\nc:\n- 0\n- 1\nd:\n- 1\ne: x/y\n"


def test_a_value_without_a_form_in_yaml_is_named_with_its_place() -> None:
    with pytest.raises(srnet.InvalidRequest, match=r"grid\[0\].sparsity: object has no form in YAML"):
        read_specification({"grid": [{"sparsity": object()}]})


def test_long_texts_stay_on_their_line() -> None:
    assert read_specification({"name": "long " * 100}).text.count("\n") == 1


def test_text_is_sent_as_it_is() -> None:
    assert read_specification("name: x  # mine\n").text == "name: x  # mine\n"


def test_text_of_one_line_with_a_colon_is_yaml() -> None:
    assert read_specification("{name: x}").text == "{name: x}"


def test_text_of_one_line_without_a_colon_is_the_path_of_a_file(tmp_path: pathlib.Path) -> None:
    file = tmp_path / "sweep.yaml"
    file.write_text("name: x\n")
    assert read_specification(str(file)).text == "name: x\n"
    assert read_specification(file).source == str(file)


def test_a_file_that_cannot_be_read_is_named() -> None:
    with pytest.raises(srnet.NotFound, match=r"missing\.yaml: cannot be read: No such file"):
        read_specification("missing.yaml")


def test_the_name_of_a_preset_is_a_specification() -> None:
    assert read_specification("preset/fig2").text == 'spec: "preset/fig2"\n'
