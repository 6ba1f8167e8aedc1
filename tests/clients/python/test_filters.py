"""How rows are chosen."""

import numpy as np
import pytest
import srnet
from srnet.filters import AxisValue, result_filter


@pytest.mark.parametrize(
    ("value", "written"),
    [
        (0.7, "0.7"),
        (0.0, "0"),
        (3, "3"),
        (True, "true"),
        ("mask", "mask"),
        (np.float64(0.5), "0.5"),
        (np.int64(2), "2"),
    ],
)
def test_values_of_axes_are_written_as_coordinates_are(value: AxisValue, written: str) -> None:
    (coordinate,) = result_filter(where={"axis": value}).coordinates
    assert coordinate.value == written


def test_several_values_of_an_axis_are_refused() -> None:
    with pytest.raises(srnet.InvalidRequest, match=r"where\['sparsity'\].*no value of an axis"):
        result_filter(where={"sparsity": [0.5, 0.7]})  # type: ignore[dict-item]


def test_one_text_is_a_list_of_one() -> None:
    chosen = result_filter("last", sets="dev", metrics="accuracy", groups="lexical_overlap")
    assert (chosen.sweep_ids, chosen.sets, chosen.metrics, chosen.groups) == (
        ["last"],
        ["dev"],
        ["accuracy"],
        ["lexical_overlap"],
    )


def test_all_groups_are_asked_for_by_a_word() -> None:
    chosen = result_filter(groups="all")
    assert chosen.all_groups and not chosen.groups
