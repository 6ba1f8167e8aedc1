"""The results of a sweep that has run."""

import io
import pathlib
from typing import Any

import pandas as pd
import pytest
import srnet
from srnet import queries

from installation import Installation


def test_a_sweep_that_has_ended_is_waited_for_at_once(finished: srnet.Sweep) -> None:
    assert finished.wait(timeout=10).state == "done"
    assert finished.ended is not None and finished.ended >= finished.created


def test_a_sweep_that_the_store_answers_is_done_at_once(
    finished: srnet.Sweep, client: srnet.Client, specification: dict[str, Any]
) -> None:
    assert client.plan({**specification, "name": "again"}).reused_stages == 9
    assert (
        client.submit({**specification, "name": "again"}).wait(timeout=10).results().shape == finished.results().shape
    )


def test_results_are_one_row_a_number_with_a_column_for_each_axis(finished: srnet.Sweep) -> None:
    results = finished.results(metrics="accuracy")
    assert list(results.columns) == [
        *("sweep", "point", "task", "pipeline", "finetune_loss", "method", "loss", "sparsity", "seed"),
        *("set", "metric", "group", "value", "stage"),
    ]
    assert len(results) == 4 * 2
    assert set(results["sweep"]) == {finished.id}
    assert set(results["set"]) == {"dev", "ood"}
    assert results["value"].between(0, 1).all()
    assert results.groupby("method")["sparsity"].unique().map(list).to_dict() == {"none": [0.0], "mask": [0.5]}
    assert results.loc[results["method"] == "none", "loss"].isna().all()


def test_results_are_those_that_the_command_line_exports(finished: srnet.Sweep, working: Installation) -> None:
    exported = pd.read_csv(io.StringIO(working.srnet("results", finished.id, "--groups", "--format", "csv")))
    written = pd.read_csv(io.StringIO(finished.results(groups="all").to_csv(index=False)))
    # The export has a column for every axis there is.
    pd.testing.assert_frame_equal(written, exported[written.columns])
    assert exported.drop(columns=written.columns).isna().all(axis=None)


def test_results_as_parquet_are_those_of_the_csv(
    finished: srnet.Sweep, working: Installation, tmp_path: pathlib.Path
) -> None:
    wanted = ("results", finished.id, "--groups", "--format")
    exported = pd.read_csv(io.StringIO(working.srnet(*wanted, "csv")))
    assert working.srnet(*wanted, "parquet", "--out", tmp_path / "results.parquet") == ""
    read = pd.read_parquet(tmp_path / "results.parquet")
    assert list(read.columns) == list(exported.columns)
    # Numbers are numbers without being guessed, and what is missing in the CSV is missing here; only two texts are empty: the
    # group of a whole set, and the set of what is measured of the model itself.
    assert read["sparsity"].dtype == "float64" and read["seed"].dtype == "int64"
    assert (read["group"] == "").any() and (read["set"] == "").any()
    read[["group", "set"]] = read[["group", "set"]].replace("", None)
    for name in exported.columns:
        assert read[name].isna().equals(exported[name].isna()), name
        there = exported[name].notna()
        assert list(read.loc[there, name]) == list(exported.loc[there, name]), name
    assert [entry.name for entry in tmp_path.iterdir()] == ["results.parquet"]


def test_results_come_over_all_pages(
    finished: srnet.Sweep, client: srnet.Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    at_once = finished.results(groups="all")
    monkeypatch.setattr(queries, "RESULTS_PER_PAGE", 7)
    assert len(at_once) > 7
    assert finished.results(groups="all").equals(at_once)


def test_results_are_chosen_by_set_metric_and_axes(finished: srnet.Sweep, client: srnet.Client) -> None:
    chosen = client.results(
        [finished], sets=["dev"], metrics=["accuracy"], where={"method": "mask", "sparsity": 0.5, "seed": 2}
    )
    assert len(chosen) == 1
    assert (chosen["set"].item(), chosen["method"].item(), chosen["seed"].item()) == ("dev", "mask", 2)


def test_results_are_chosen_by_a_filter(finished: srnet.Sweep, client: srnet.Client) -> None:
    chosen = finished.results(filter="sparsity > 0.4 AND seed = 2 AND metric = accuracy", sets="dev")
    assert (len(chosen), chosen["method"].item()) == (1, "mask")
    assert set(client.aggregate(finished, filter="method = none")["method"]) == {"none"}
    with pytest.raises(srnet.InvalidRequest, match="filter, character 11: a value is missing"):
        finished.results(filter="sparsity >")


def test_a_plan_forecasts_by_what_was_measured(
    finished: srnet.Sweep, client: srnet.Client, specification: dict[str, Any]
) -> None:
    plan = client.plan({**specification, "seeds": [1, 2, 3]})
    assert plan.unmeasured == {}
    assert 0 < plan.makespan_seconds <= plan.work_seconds
    assert plan.result_bytes > 0


def test_reported_results_are_one_number_a_set(finished: srnet.Sweep) -> None:
    reported = finished.results(reported_only=True)
    assert set(reported["metric"]) == {"accuracy"}
    assert len(reported) == 4 * 2


def test_parts_of_sets_are_there_when_asked_for(finished: srnet.Sweep) -> None:
    assert set(finished.results()["group"]) == {""}
    assert set(finished.results(groups="all")["group"]) > {""}


def test_an_aggregate_has_the_mean_over_seeds(finished: srnet.Sweep, client: srnet.Client) -> None:
    aggregate = client.aggregate(finished, reported_only=True)
    assert "seed" not in aggregate
    runs = finished.results(reported_only=True).groupby(["method", "set"])["value"]
    for row in aggregate.itertuples():
        values = runs.get_group((row.method, row.set))
        assert (row.n, row.missing_seeds, row.sweeps) == (2, (), (finished.id,))
        assert row.mean == pytest.approx(values.mean())
        assert row.sd == pytest.approx(values.std())
        assert row.ci_low <= row.mean <= row.ci_high


def test_a_grouping_that_mixes_models_is_refused(finished: srnet.Sweep, client: srnet.Client) -> None:
    with pytest.raises(srnet.InvalidRequest, match="differ in pipeline"):
        client.aggregate(finished, group_by="task")


def test_a_comparison_pairs_the_seeds_of_two_kinds_of_models(finished: srnet.Sweep, client: srnet.Client) -> None:
    compared = client.compare({"method": "mask"}, {"method": "none"}, sweeps=finished, by="task")
    assert compared["set"].tolist() == ["dev", "ood"]
    assert compared["seeds"].tolist() == [(1, 2), (1, 2)]
    assert compared["n"].tolist() == [2, 2]
    assert compared["p_permutation"].between(0.5, 1).all()
    means = finished.results(reported_only=True).groupby(["set", "method"])["value"].mean().unstack()
    assert compared["difference"].tolist() == pytest.approx((means["mask"] - means["none"]).tolist())


def test_a_figure_has_lines_over_x_and_models_for_all_x(finished: srnet.Sweep, client: srnet.Client) -> None:
    figure = client.figure("fig2", finished)
    assert figure.attrs["x_axis"] == "sparsity"
    dev = figure[figure["set"] == "dev"].set_index("method")
    assert dev["x"]["mask"] == 0.5
    assert dev["x"].isna()["none"]
    assert dev["n"].tolist() == [2, 2]


def test_a_curve_has_the_steps_of_a_training(finished: srnet.Sweep, client: srnet.Client) -> None:
    stages = finished.stages()
    curve = client.curve(stages[stages["kind"] == "finetune"]["key"].iloc[0])
    assert curve[(curve["set"] == "dev") & (curve["metric"] == "accuracy")]["step"].tolist() == [5, 7]


def test_the_lineage_of_a_result_ends_with_its_stage(finished: srnet.Sweep, client: srnet.Client) -> None:
    (stage,) = finished.results(sets="dev", metrics="accuracy", where={"method": "mask", "seed": 1})["stage"]
    nodes = client.lineage(stage)
    assert [node.stage.kind for node in nodes] == ["import_dataset", "finetune", "mask_train", "evaluate"]
    assert nodes[-1].stage.key == stage
    assert nodes[1].canonical["kind"] == "finetune"
    assert nodes[1].provenance["worker"] == "w1"
    assert nodes[1].artifacts[0].bytes > 0


def test_every_stage_of_a_finished_sweep_is_done(finished: srnet.Sweep) -> None:
    stages = finished.stages()
    assert len(stages) == 9
    assert set(stages["state"]) == {"done"}
    assert (stages["seconds"] > 0).all()


def test_workers_are_listed_with_what_they_are(client: srnet.Client) -> None:
    (worker,) = client.workers().itertuples()
    assert (worker.worker, worker.slots, worker.connected, worker.version) == ("w1", 2, True, srnet.__version__)
    assert worker.last_report.tz is not None
