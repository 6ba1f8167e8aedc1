"""Answers as DataFrames, where the service of the other tests has no such answer."""

from srnet import frames
from srnet.v1 import result_service_pb2, sweep_pb2


def coordinates(**values: str) -> list[sweep_pb2.Coordinate]:
    return [sweep_pb2.Coordinate(axis=axis, value=value) for axis, value in values.items()]


def row(**values: str) -> result_service_pb2.ResultRow:
    return result_service_pb2.ResultRow(coordinates=coordinates(**values))


def test_axes_stand_in_the_order_of_the_specification_and_unknown_ones_behind_them() -> None:
    frame = frames.results_frame([row(seed="1", colour="red"), row(seed="2", task="nli", method="mask")])
    assert list(frame.columns)[2:6] == ["task", "method", "seed", "colour"]


def test_axes_of_numbers_have_their_dtypes_and_are_missing_where_a_point_has_none() -> None:
    full = row(method="none", sparsity="0", seed="1")
    mask = row(
        method="mask", sparsity="0.9", initial_sparsity="0.7", start_step="500", epochs="2.5", oracle="true", seed="1"
    )
    frame = frames.results_frame([full, mask])
    dtypes = {axis: str(frame[axis].dtype) for axis in frames.DTYPES}
    assert dtypes == frames.DTYPES
    assert frame["sparsity"].tolist() == [0.0, 0.9]
    assert frame["start_step"].isna().tolist() == [True, False]
    assert frame["oracle"].fillna(False).tolist() == [False, True]
    assert frame["epochs"].iloc[1] == 2.5


def test_statistics_that_a_single_run_does_not_have_are_missing() -> None:
    single = result_service_pb2.AggregateResponse.Row(
        coordinates=coordinates(task="nli"), set="dev", metric="accuracy", mean=0.0, count=1, missing_seeds=[2, 3]
    )
    frame = frames.aggregate_frame([single])
    assert frame["mean"].iloc[0] == 0.0
    assert frame[["sd", "ci_low", "ci_high"]].isna().all(axis=None)
    assert frame["missing_seeds"].iloc[0] == (2, 3)


def test_a_model_without_a_place_on_x_has_none_in_the_frame_of_a_figure() -> None:
    point = result_service_pb2.FigureResponse.Point(x=0.0, mean=0.8, count=1)
    line = result_service_pb2.FigureResponse.Series(task="nli", set="dev", metric="accuracy", points=[point])
    everywhere = result_service_pb2.FigureResponse.Series(
        task="nli", set="dev", metric="accuracy", holds_for_all_x=True, points=[point]
    )
    frame = frames.figure_frame(
        result_service_pb2.FigureResponse(title="Masks", x_axis="sparsity", series=[line, everywhere])
    )
    assert frame["x"].isna().tolist() == [False, True]
    assert frame.attrs == {"title": "Masks", "x_axis": "sparsity"}


def test_a_table_has_no_x() -> None:
    point = result_service_pb2.FigureResponse.Point(mean=0.8, count=1)
    line = result_service_pb2.FigureResponse.Series(task="nli", set="dev", metric="accuracy", points=[point])
    frame = frames.figure_frame(result_service_pb2.FigureResponse(title="Ways", series=[line]))
    assert frame["x"].isna().all()


def test_no_rows_are_an_empty_frame_with_its_columns() -> None:
    assert list(frames.results_frame([]).columns) == ["sweep", "point", "set", "metric", "group", "value", "stage"]
    assert frames.results_frame([])["value"].dtype == "float64"
