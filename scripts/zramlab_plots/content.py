"""Fitted pages against captured ones: size deciles and codec times, from what `bench content check --json` wrote.

    PYTHONPATH=scripts python3 -m zramlab_plots.content CHECK.json ... --output FILE.png
"""

import argparse
import json
import sys

import matplotlib
from matplotlib.figure import Figure

from zramlab_plots import style

NAME = "content"
TITLE = "Fitted content against the capture"

_LOOKS = {"captured": (style.BLUE, style.SOLID, "o"), "fitted": (style.VERMILLION, style.DASHED, "x")}
_TIMES = ("p10", "p50", "p90", "p99")
_PANELS = ("sizes", "compress", "decompress")


def draw(checks):
    """A matplotlib figure: a row for each check, panels for sizes and for the times of both directions."""
    style.apply(matplotlib)
    figure = Figure(figsize=(12, 0.9 + 3.3 * len(checks)))
    figure.suptitle(f"{TITLE}: captured ●, fitted ×", x=0.02, ha="left", fontsize=14, weight="bold")
    axes = figure.subplots(len(checks), len(_PANELS), squeeze=False)
    for row, check in zip(axes, checks):
        _draw_sizes(row[0], check)
        for panel, direction in zip(row[1:], _PANELS[1:]):
            _draw_times(panel, check, direction)
    figure.tight_layout(rect=(0, 0, 1, 0.97 if len(checks) > 1 else 0.93))
    return figure


def figures_of(check, codec, prefix):
    """The figures of a codec whose names begin with `prefix`."""
    return [figure for figure in check["codecs"][codec] if figure["name"].startswith(prefix + " ")]


def _draw_sizes(axes, check):
    axes.set_title(f"{check['model']}: compressed bytes", loc="left")
    for codec in check["codecs"]:
        deciles = figures_of(check, codec, "decile")
        places = range(1, len(deciles) + 1)
        _draw_both(axes, places, deciles, codec, 1)
    axes.set_xlabel("decile of the pages that are not same-filled")
    axes.set_ylabel("bytes of 4096")
    axes.set_xticks(range(1, 10))
    axes.set_ylim(bottom=0)


def _draw_times(axes, check, direction):
    axes.set_title(f"{check['model']}: {direction}", loc="left")
    for codec in check["codecs"]:
        times = figures_of(check, codec, direction)
        _draw_both(axes, range(len(times)), times, codec, 1e-3)
    axes.set_xticks(range(len(_TIMES)), _TIMES)
    axes.set_ylabel("µs for a page")
    axes.set_ylim(bottom=0)


def _draw_both(axes, places, figures, codec, scale):
    if not figures:
        return
    for side, (colour, line, marker) in _LOOKS.items():
        values = [figure[side] * scale for figure in figures]
        axes.plot(places, values, color=colour, linestyle=line, marker=marker, markersize=5, linewidth=1.5)
    axes.annotate(codec, (list(places)[-1], figures[-1]["captured"] * scale), xytext=(6, 0), textcoords="offset points", va="center")
    axes.margins(x=0.12)


def main(arguments):
    parser = argparse.ArgumentParser(prog="zramlab_plots.content", description=TITLE)
    parser.add_argument("checks", metavar="CHECK.json", nargs="+", help="what bench content check --json wrote")
    parser.add_argument("--output", metavar="FILE.png", required=True)
    options = parser.parse_args(arguments)
    checks = []
    for name in options.checks:
        try:
            with open(name, encoding="utf-8") as file:
                checks.append(json.load(file))
            checks[-1]["codecs"], checks[-1]["model"]
        except (OSError, ValueError, KeyError, TypeError) as error:
            print(f"zramlab_plots.content: {name}: {error}: not what bench content check --json writes", file=sys.stderr)
            return 66
    draw(checks).savefig(options.output, dpi=110, metadata={"Software": None})
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
