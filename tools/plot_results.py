"""Draws results that come as CSV on standard input. tools/plot-results runs it; see there.

A panel is an evaluation set, judged by weighted F1 where it has that and by accuracy otherwise. x is one axis of the grid,
and every combination of the other axes is a line: the mean over seeds, with a band of one standard deviation where there are
several. Models that have no value on x, such as full models among sparsities, are horizontal lines.
"""

import argparse
import csv
import statistics
import sys
from collections import defaultdict

import matplotlib

matplotlib.use("svg")
import matplotlib.pyplot as plt  # noqa: E402  the backend is chosen first

FIXED = {"sweep", "point", "seed", "set", "metric", "group", "value", "stage"}


def read_rows(file):
    rows = [row for row in csv.DictReader(file) if row["group"] == "" and row["set"] != ""]
    if not rows:
        sys.exit("plot-results: no rows of results on standard input: srnet results SWEEP --format csv")
    judged = defaultdict(set)
    for row in rows:
        judged[row["set"]].add(row["metric"])
    metric_of = {name: "weighted_f1" if "weighted_f1" in metrics else "accuracy" for name, metrics in judged.items()}
    return [row for row in rows if row["metric"] == metric_of[row["set"]]], metric_of


def label_of(row, axes):
    """What tells this line from the others, in the order of the axes."""
    words = {"finetune_loss": "fine-tuned {}", "loss": "pruned {}", "mask_loss": "mask {}", "oracle": "oracle",
             "initial_sparsity": "from {}", "epochs": "{} epochs", "start_step": "from step {}"}
    if row.get("pipeline") == "prune_finetune":
        words["loss"] = "fine-tuned {}"
        words.pop("finetune_loss")
    if row.get("method") == "none":
        return "full model, {}".format(row["finetune_loss"])
    words["pipeline"] = {"finetune_prune": "", "prune_only": "pre-trained", "prune_finetune": "in isolation"}[row["pipeline"]]
    parts = [words.get(axis, "{}").format(row[axis]) for axis in axes if row[axis]]
    return ", ".join(part for part in parts if part)


def lines_of(rows, x, axes):
    """{label: {x value or None: [values over seeds]}}"""
    lines = defaultdict(lambda: defaultdict(list))
    for row in rows:
        is_full = row.get("method") == "none"
        place = None if is_full or not row[x] else float(row[x])
        lines[label_of(row, axes)][place].append(100 * float(row["value"]))
    return lines


def draw(axis, lines, colours):
    for label, points in lines.items():
        colour = colours[label]
        if None in points:
            axis.axhline(statistics.mean(points[None]), linestyle="--", linewidth=1, color=colour, label=label)
        places = sorted(place for place in points if place is not None)
        if not places:
            continue
        means = [statistics.mean(points[place]) for place in places]
        axis.plot(places, means, marker="o", markersize=3, linewidth=1.2, color=colour, label=label)
        if any(len(points[place]) > 1 for place in places):
            sds = [statistics.stdev(points[place]) if len(points[place]) > 1 else 0 for place in places]
            axis.fill_between(places, [m - s for m, s in zip(means, sds)], [m + s for m, s in zip(means, sds)],
                              color=colour, alpha=0.15, linewidth=0)


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("output")
    parser.add_argument("--x", default="sparsity", choices=["sparsity", "start_step", "epochs"])
    parser.add_argument("--title", default="")
    arguments = parser.parse_args()

    rows, metric_of = read_rows(sys.stdin)
    if arguments.x not in rows[0]:
        sys.exit(f"plot-results: these results have no axis {arguments.x}")
    axes = [name for name in rows[0] if name not in FIXED and name not in (arguments.x, "task", "model")
            and len({row[name] for row in rows}) > 1]
    sets = sorted({(row.get("task", ""), row["set"]) for row in rows}, key=lambda names: (names[0], names[1] != "dev", names[1]))
    labels = []
    for row in rows:
        label = label_of(row, axes)
        if label not in labels:
            labels.append(label)
    palette = plt.get_cmap("tab20" if len(labels) > 10 else "tab10")
    colours = {label: palette(i % palette.N) for i, label in enumerate(labels)}

    plt.rcParams.update({"font.size": 8, "svg.fonttype": "none", "svg.hashsalt": "srnet"})
    figure, panels = plt.subplots(1, len(sets), figsize=(3.4 * len(sets), 3.4), squeeze=False, layout="constrained")
    for panel, (task, name) in zip(panels[0], sets):
        draw(panel, lines_of([row for row in rows if (row.get("task", ""), row["set"]) == (task, name)], arguments.x, axes), colours)
        panel.set_title(f"{task} {name}".strip())
        panel.set_xlabel(arguments.x.replace("_", " "))
        panel.set_ylabel(metric_of[name].replace("_", " ") + " %")
        panel.grid(alpha=0.3)
    handles = {}
    for panel in panels[0]:
        for handle, label in zip(*panel.get_legend_handles_labels()):
            handles.setdefault(label, handle)
    figure.legend(handles.values(), handles.keys(), loc="outside lower center", ncols=min(4, len(handles)), frameon=False)
    figure.suptitle(arguments.title)
    figure.savefig(arguments.output, metadata={"Date": None})


main()
