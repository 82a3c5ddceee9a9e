"""Real threads against the simulated profile of the same host, from what `bench validate --only host --json` wrote.

    PYTHONPATH=scripts python3 -m zramlab_plots.validation REPORT.json --output FILE.png [--trace gxx] [--cpus N]
"""

import argparse
import json
import re
import sys

import matplotlib
from matplotlib.figure import Figure

from zramlab_plots import style

TITLE = "Measured ● and predicted —"

_CELL = re.compile(r"(?P<trace>[^,]+), (?P<strategy>[^,]+), (?P<codec>[^,]+), (?P<threads>\d+) threads")


def cells_of(report):
    """{trace: {codec: {strategy: [(threads, measured, predicted)]}}} in pages a second, of the part that compares this host."""
    cells = {}
    for part in report["parts"]:
        for figure in part["figures"] if part["name"] == "host" else ():
            cell = _CELL.fullmatch(figure["name"])
            if cell is None or figure.get("expected") is None:
                continue
            curves = cells.setdefault(cell["trace"], {}).setdefault(cell["codec"], {})
            curves.setdefault(cell["strategy"], []).append((int(cell["threads"]), figure["expected"], figure["found"]))
    for codecs in cells.values():
        for curves in codecs.values():
            for points in curves.values():
                points.sort()
    return cells


def draw(report, trace, cpus):
    """A matplotlib figure: a panel for each codec, both axes logarithmic; `cpus` threads at most."""
    style.apply(matplotlib)
    codecs = cells_of(report)[trace]
    figure = Figure(figsize=(6.2 * len(codecs), 6.4))
    figure.suptitle(f"{TITLE}  {trace}, {report['context']['cpu']}", x=0.02, ha="left", fontsize=13, weight="bold")
    for axes, (codec, curves) in zip(figure.subplots(1, len(codecs), squeeze=False)[0], codecs.items()):
        _draw_codec(axes, codec, {strategy: [point for point in points if point[0] <= cpus] for strategy, points in curves.items()})
    handles, labels = figure.axes[0].get_legend_handles_labels()
    figure.legend(handles, labels, loc="lower center", ncols=5, frameon=False, fontsize=8)
    figure.tight_layout(rect=(0, 0.11, 1, 0.96))
    return figure


def _draw_codec(axes, codec, curves):
    for strategy, points in curves.items():
        if not points:
            continue
        look = style.look(strategy)
        threads, measured, predicted = zip(*points)
        axes.plot(threads, predicted, color=look.colour, linestyle=look.line, linewidth=look.width)
        axes.plot(threads, measured, color=look.colour, linestyle="", marker=look.marker, markersize=6, label=strategy)
    axes.set(title=codec, xscale="log", yscale="log", xlabel="threads", ylabel="pages/s")
    ticks = sorted({point[0] for points in curves.values() for point in points})
    axes.set_xticks(ticks, [str(tick) for tick in ticks])
    axes.minorticks_off()


def main(arguments):
    parser = argparse.ArgumentParser(prog="zramlab_plots.validation", description=TITLE)
    parser.add_argument("report", metavar="REPORT.json", help="what bench validate --only host --json wrote")
    parser.add_argument("--trace", default="gxx", help="whose cells (default gxx)")
    parser.add_argument("--cpus", type=int, default=sys.maxsize, help="threads at most (default all)")
    parser.add_argument("--output", metavar="FILE.png", required=True)
    options = parser.parse_args(arguments)
    try:
        with open(options.report, encoding="utf-8") as file:
            figure = draw(json.load(file), options.trace, options.cpus)
    except (OSError, ValueError, KeyError, TypeError) as error:
        print(f"zramlab_plots.validation: {options.report}: {error}: not what bench validate --only host --json writes, or not with that trace",
              file=sys.stderr)
        return 66
    try:
        figure.savefig(options.output, dpi=110, metadata={"Software": None})
    except OSError as error:
        print(f"zramlab_plots.validation: {options.output}: {error.strerror}", file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
