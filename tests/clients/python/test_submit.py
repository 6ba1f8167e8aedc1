"""Handing in a sweep, and finding it again."""

import pathlib
import pickle
from typing import Any

import pytest
import srnet
import yaml
from srnet import queries

from installation import Installation


def test_a_plan_counts_what_would_run(idle_client: srnet.Client, specification: dict[str, Any]) -> None:
    plan = idle_client.plan(specification)
    assert (plan.name, plan.points, plan.stages, plan.reused_stages) == ("tiny", 4, 9, 0)
    assert plan.kinds.set_index("kind")["stages"]["finetune"] == 2


def test_a_plan_says_what_there_is_no_measurement_of(
    idle_client: srnet.Client, specification: dict[str, Any]
) -> None:
    plan = idle_client.plan(specification)
    assert plan.unmeasured == {"evaluate": 4, "finetune": 2, "import_dataset": 1, "mask_train": 2}
    assert (plan.work_seconds, plan.makespan_seconds) == (0, 0)


def test_a_sweep_that_is_updated_names_its_successor(
    idle_client: srnet.Client, specification: dict[str, Any]
) -> None:
    sweep = idle_client.submit({**specification, "name": "updated"}, priority=3)
    wider = sweep.update({**specification, "name": "updated", "seeds": [1, 2, 3]})
    assert (wider.total_points, wider.priority, wider.state, wider.superseded_by) == (6, 3, "active", None)
    assert (sweep.state, sweep.superseded_by) == ("cancelled", wider.id)
    with pytest.raises(srnet.SweepFailed, match=f'It was updated: go on with client.sweep."{wider.id}"'):
        sweep.wait()


def test_a_plan_submits_nothing(idle_client: srnet.Client, specification: dict[str, Any]) -> None:
    plan = idle_client.plan({**specification, "name": "only-planned"})
    assert plan.sweep_id not in [sweep.id for sweep in idle_client.sweeps()]


def test_a_dict_its_yaml_and_its_file_are_the_same_sweep(
    idle_client: srnet.Client, specification: dict[str, Any], tmp_path: pathlib.Path
) -> None:
    text = yaml.safe_dump(specification)
    file = tmp_path / "sweep.yaml"
    file.write_text(text)
    assert len({idle_client.submit(each).id for each in (specification, text, file)}) == 1


def test_a_sweep_says_what_it_is(idle_client: srnet.Client, specification: dict[str, Any]) -> None:
    sweep = idle_client.submit({**specification, "name": "described"}, priority=3)
    assert (sweep.name, sweep.state, sweep.priority, sweep.total_points, sweep.done_points) == (
        "described",
        "active",
        3,
        4,
        0,
    )
    assert sweep.stage_counts["blocked"] == 8
    assert sweep.ended is None
    assert sweep.created.tzinfo is not None
    assert repr(sweep) == f"<Sweep {sweep.id} described: active, 0 of 4 points done>"


def test_what_a_user_should_know_comes_with_the_sweep(idle_client: srnet.Client, specification: dict[str, Any]) -> None:
    (notice,) = idle_client.submit({**specification, "seeds": [1, 1]}).notices
    assert "seed 1 is given twice" in notice


def test_a_sweep_is_found_by_id_prefix_name_and_as_the_last(
    idle_client: srnet.Client, specification: dict[str, Any]
) -> None:
    sought = idle_client.submit({**specification, "name": "sought"})
    later = idle_client.submit({**specification, "name": "later"})
    assert {idle_client.sweep(selector).id for selector in (sought.id, sought.id[:12], "sought")} == {sought.id}
    assert idle_client.sweep("last").id == later.id


def test_sweeps_are_listed_newest_first_over_all_pages(
    idle_client: srnet.Client, specification: dict[str, Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    submitted = [idle_client.submit({**specification, "name": f"page-{i}"}).id for i in range(3)]
    monkeypatch.setattr(queries, "ENTRIES_PER_PAGE", 1)
    assert [sweep.id for sweep in idle_client.sweeps()][:3] == submitted[::-1]


def test_points_are_listed_before_they_have_results(idle_client: srnet.Client, specification: dict[str, Any]) -> None:
    points = idle_client.submit(specification).points()
    assert points["sparsity"].tolist() == [0.0, 0.0, 0.5, 0.5]
    assert points["seed"].tolist() == [1, 2, 1, 2]


def test_a_stage_explains_why_it_does_not_run(idle_client: srnet.Client, specification: dict[str, Any]) -> None:
    stages = idle_client.submit(specification).stages()
    (ready,) = stages[stages["state"] == "ready"]["key"]
    assert "no worker is connected: start srnet-worker" in idle_client.explain(ready)


def test_mistakes_are_shown_in_the_lines_of_the_specification(
    idle_client: srnet.Client, specification: dict[str, Any]
) -> None:
    with pytest.raises(srnet.InvalidSpecification) as raised:
        idle_client.submit({**specification, "model": "minilmm", "tasks": ["embeded-nli"]})
    assert [(violation.line, violation.column) for violation in raised.value.violations] == [(2, 8), (4, 3)]
    assert (
        'specification:2:8: model: "minilmm" is not in the catalogue; did you mean "minilm"?\n'
        "    model: minilmm\n"
        "           ^" in str(raised.value)
    )


def test_mistakes_in_a_file_are_shown_with_its_name(idle_client: srnet.Client, tmp_path: pathlib.Path) -> None:
    file = tmp_path / "sweep.yaml"
    file.write_text("nam: x\n")
    with pytest.raises(srnet.InvalidSpecification, match=rf"{file}:1:1: nam: is not a known key"):
        idle_client.submit(file)


def test_a_plan_of_a_wrong_specification_fails_as_its_submission_does(
    idle_client: srnet.Client, specification: dict[str, Any]
) -> None:
    with pytest.raises(srnet.InvalidSpecification, match='did you mean "minilm"'):
        idle_client.plan({**specification, "model": "minilmm"})


def test_errors_survive_pickle(idle_client: srnet.Client) -> None:
    with pytest.raises(srnet.InvalidSpecification) as raised:
        idle_client.submit("name: x\n")
    assert str(pickle.loads(pickle.dumps(raised.value))) == str(raised.value)


def test_a_sweep_that_is_not_there_is_not_found(idle_client: srnet.Client) -> None:
    with pytest.raises(srnet.NotFound, match='there is no sweep "nowhere"'):
        idle_client.sweep("nowhere")


def test_the_server_of_the_environment_is_the_default(idle: Installation, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SRNET_SERVER", idle.address)
    with srnet.connect() as client:
        assert client.workers().empty


def test_without_a_server_nothing_is_guessed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("SRNET_SERVER", raising=False)
    with pytest.raises(srnet.InvalidRequest, match="set SRNET_SERVER"):
        srnet.connect()


def test_an_address_where_nobody_answers_is_named(tmp_path: pathlib.Path) -> None:
    with pytest.raises(srnet.Unavailable, match=r"nobody: no coordinator answers\nStart srnet-coordinator"):
        srnet.connect(f"unix:{tmp_path}/nobody", timeout=0.1)


def test_the_package_has_the_version_of_the_programs(idle: Installation) -> None:
    assert srnet.__version__ in idle.srnet("--version").split()
