"""How long writes took: the time at every percentile, out to the slowest write of all."""

import bisect
import math
import statistics

from matplotlib.ticker import FixedFormatter, FixedLocator, FuncFormatter, LogLocator, NullFormatter

from zramlab_plots import style, units
from zramlab_plots.layout import Sheet, label_curves, threads_text, whiskers

NAME = "latency"
TITLE = "Latency of writes"
SUBTITLE = "The time within which so many of all writes were done: lower is better. Each name gives the slowest write."
_NOTE = ("The scale stretches towards the tail: each step to the right leaves a tenth of the writes. Markers: p50, p90, p99, p99.9 and "
         "the slowest write.")
_NAMED = {"p50": 0.5, "p90": 0.9, "p99": 0.99, "p99.9": 0.999}


def draw(results):
    panels = [(setting, cells) for setting in results.settings if (cells := _cells(results, setting))]
    if not panels:
        return None
    sheet = Sheet(results, TITLE, SUBTITLE, [_NOTE, *_left_out(results)], len(panels), 2, 4.7)
    for number, (setting, cells) in enumerate(panels):
        axes = sheet.axes(number, left=0.85, right=2.6)
        axes.set_title(f"{results.name_of(setting)}, {threads_text(cells[0].threads)}")
        _draw_setting(axes, cells)
    return sheet.figure


def _cells(results, setting):
    return [cell for cell in results.at_fair_threads(setting)
            if cell.strategy != "empty" and cell.median("latency_ns", "write", "p50") and cell.median("latency_ns", "write", "max")]


def stretch(share):
    """Where a share of all writes stands on the axis: 0 at none, 1 at 90 %, 2 at 99 %, 3 at 99.9 %."""
    return -math.log10(1 - share)


def _draw_setting(axes, cells):
    tail = max(3.0, min(6.0, max(stretch(_last_share(cell)) for cell in cells)))
    axes.set_yscale("log")
    _scale(axes, tail)
    ends = []
    for place, cell in enumerate(cells):
        look = style.look(cell.strategy)
        slowest_x = tail + 0.45 + 0.012 * (place - len(cells) / 2)
        _draw_curve(axes, cell, look, slowest_x)
        slowest = cell.median("latency_ns", "write", "max")
        ends.append((slowest_x, slowest, f"{cell.label}\u2002{units.nanoseconds(slowest)}", look))
    label_curves(axes, ends)


def _draw_curve(axes, cell, look, slowest_x):
    curve = _curve(cell)
    how = dict(color=look.colour, linewidth=look.width)
    axes.plot(*zip(*curve), linestyle=look.line, **how)
    slowest = cell.median("latency_ns", "write", "max")
    axes.plot([curve[-1][0], slowest_x], [curve[-1][1], slowest], linestyle=style.DOTTED, color=look.colour, linewidth=0.9)
    named = [(stretch(share), name) for name, share in _NAMED.items()] + [(slowest_x, "max")]
    for x, name in named:
        value = cell.median("latency_ns", "write", name)
        if value:
            axes.plot([x], [value], marker=look.marker, markersize=5, **how)
            whiskers(axes, x, value, cell.span("latency_ns", "write", name), look.colour)


def _curve(cell):
    """(place, ns) along the axis: the median over repetitions of each one's own curve."""
    histograms = [h for row in cell.rows if (h := (row.get("histogram_ns") or {}).get("write"))]
    if not histograms:
        points = [(stretch(share), cell.median("latency_ns", "write", name)) for name, share in _NAMED.items()]
        return [(x, y) for x, y in points if y]
    last = stretch(_last_share(cell))
    steps = max(2, int(last * 40))
    quantiles = [_quantiles(h, [1 - 10 ** -(last * i / steps) for i in range(steps + 1)]) for h in histograms]
    return [(last * i / steps, statistics.median(values)) for i, values in enumerate(zip(*quantiles))]


def _quantiles(histogram, shares):
    bounds, reached, seen = [], [], 0
    for upper, count in histogram:
        seen += count
        bounds.append(max(1, upper))
        reached.append(seen)
    return [bounds[min(len(bounds) - 1, bisect.bisect_left(reached, share * seen))] for share in shares]


def _last_share(cell):
    """The share beyond which there are fewer than ten writes, hence nothing to say but the slowest."""
    count = cell.median("latency_ns", "write", "count") or 1000
    return max(0.9, 1 - 10 / max(count, 100))


def _scale(axes, tail):
    ticks = {0: "0", stretch(0.5): "50", 1: "90", 2: "99", 3: "99.9", 4: "99.99", 5: "99.999", 6: "99.9999"}
    shown = [place for place in ticks if place <= tail] + [tail + 0.45]
    axes.xaxis.set_major_locator(FixedLocator(shown))
    axes.xaxis.set_major_formatter(FixedFormatter([ticks.get(place, "slowest") for place in shown]))
    axes.tick_params(axis="x", labelsize=8)
    axes.set_xlim(-0.03, tail + 0.6)
    axes.set_xlabel("percentile of writes (%)")
    axes.yaxis.set_major_locator(LogLocator(10))
    axes.yaxis.set_major_formatter(FuncFormatter(lambda y, _: units.for_axis(units.nanoseconds(y))))
    axes.yaxis.set_minor_formatter(NullFormatter())
    axes.set_ylabel("time of a write")


def _left_out(results):
    return ["Left out: empty, the harness alone."] if any(c.strategy == "empty" for c in results.cells) else []
