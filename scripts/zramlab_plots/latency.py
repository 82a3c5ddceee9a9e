"""How long writes took: the time at every percentile, out to the slowest write of all; where arrivals were paced, with what they waited."""

import bisect
import math
import statistics
from dataclasses import dataclass

from matplotlib.ticker import FixedFormatter, FixedLocator, FuncFormatter, LogLocator, NullFormatter

from zramlab_plots import style, units
from zramlab_plots.layout import Sheet, label_curves, whiskers

NAME = "latency"
TITLE = "Latency of writes"
SUBTITLE = "The time within which so many of all writes were done: lower is better. Each name gives the slowest write."
_NOTE = ("The scale stretches towards the tail: each step to the right leaves a tenth of the writes. Markers: p50, p90, p99, p99.9 and "
         "max, the slowest write; dotted: fewer than ten writes are slower.")
_RESPONSE_NOTE = ("service: from when a worker took the write up. response: from when it was due, so with the time for which it waited "
                  "because earlier ones were late; the user feels response.")
_NAMED = {"p50": 0.5, "p90": 0.9, "p99": 0.99, "p99.9": 0.999}


@dataclass(frozen=True)
class Kind:
    """One way of counting a write's time, and where rows hold it."""
    name: str
    summary: tuple
    histogram: tuple


SERVICE = Kind("service", ("latency_ns", "write"), ("histogram_ns", "write"))
RESPONSE = Kind("response", ("response_ns", "write"), ("response_histogram_ns", "write"))


def draw(results):
    panels = [(setting, kind, cells) for setting in results.settings for kind in (SERVICE, RESPONSE)
              if (cells := _cells(results, setting, kind))]
    if not panels:
        return None
    paced = {setting for setting, kind, _ in panels if kind is RESPONSE}
    notes = [_NOTE, *([_RESPONSE_NOTE] if paced else []), *_left_out(results)]
    sheet = Sheet(results, TITLE, SUBTITLE, notes, len(panels), 2, 4.7)
    drawn = {}
    for number, (setting, kind, cells) in enumerate(panels):
        what = f": {kind.name}" if setting in paced else ""
        axes = sheet.axes(number, f"{results.name_at_fair_threads(setting)}{what}", left=0.85, right=2.6)
        drawn.setdefault(setting, []).append((axes, _draw_panel(axes, cells, kind)))
    for panels_of_setting in drawn.values():
        _level(panels_of_setting)
    return sheet.figure


def _level(panels):
    """The same scale for service and response, so that the eye may compare them; names come last, since they follow the scale."""
    least = min(axes.get_ylim()[0] for axes, _ in panels)
    most = max(axes.get_ylim()[1] for axes, _ in panels)
    for axes, ends in panels:
        axes.set_ylim(least, most)
        label_curves(axes, ends)


def _cells(results, setting, kind):
    return [cell for cell in results.at_fair_threads(setting)
            if cell.strategy != "empty" and cell.median(*kind.summary, "p50") and cell.median(*kind.summary, "max")]


def stretch(share):
    """Where a share of all writes stands on the axis: 0 at none, 1 at 90 %, 2 at 99 %, 3 at 99.9 %."""
    return -math.log10(1 - share)


def _draw_panel(axes, cells, kind):
    """Draws the curves; returns their ends, to be named."""
    tail = max(3.0, min(6.0, max(stretch(_last_share(cell, kind)) for cell in cells)))
    axes.set_yscale("log")
    _scale(axes, tail)
    ends = []
    for place, cell in enumerate(cells):
        look = style.look(cell.strategy)
        slowest_x = tail + 0.45 + 0.012 * (place - len(cells) / 2)
        _draw_curve(axes, cell, kind, look, slowest_x)
        slowest = cell.median(*kind.summary, "max")
        ends.append((slowest_x, slowest, f"{cell.label}\u2002{units.nanoseconds(slowest)}", look))
    return ends


def _draw_curve(axes, cell, kind, look, slowest_x):
    curve = percentile_curve(cell, kind)
    how = dict(color=look.colour, linewidth=look.width)
    axes.plot(*zip(*curve), linestyle=look.line, **how)
    named = [(stretch(share), name) for name, share in _NAMED.items()] + [(slowest_x, "max")]
    beyond = [(x, value) for x, name in named if x > curve[-1][0] and (value := cell.median(*kind.summary, name))]
    axes.plot(*zip(curve[-1], *beyond), linestyle=style.DOTTED, color=look.colour, linewidth=0.9)
    for x, name in named:
        value = cell.median(*kind.summary, name)
        if value:
            axes.plot([x], [value], marker=look.marker, markersize=5, **how)
            whiskers(axes, x, value, cell.span(*kind.summary, name), look.colour)


def percentile_curve(cell, kind=SERVICE):
    """[(place, ns)] along the axis: the median over repetitions of each one's own curve."""
    histograms = [h for row in cell.rows if (h := (row.get(kind.histogram[0]) or {}).get(kind.histogram[1]))]
    if not histograms:
        points = [(stretch(share), cell.median(*kind.summary, name)) for name, share in _NAMED.items()]
        return [(x, y) for x, y in points if y]
    last = stretch(_last_share(cell, kind))
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


def _last_share(cell, kind):
    """The share beyond which there are fewer than ten writes, hence nothing to say but the slowest."""
    count = cell.median(*kind.summary, "count") or 1000
    return max(0.9, 1 - 10 / max(count, 100))


def _scale(axes, tail):
    ticks = {0: "0", stretch(0.5): "50", 1: "90", 2: "99", 3: "99.9", 4: "99.99", 5: "99.999", 6: "99.9999"}
    shown = [place for place in ticks if place <= tail] + [tail + 0.45]
    axes.xaxis.set_major_locator(FixedLocator(shown))
    axes.xaxis.set_major_formatter(FixedFormatter([ticks.get(place, "max") for place in shown]))
    axes.tick_params(axis="x", labelsize=8)
    axes.set_xlim(-0.03, tail + 0.6)
    axes.set_xlabel("percentile of writes (%)")
    axes.yaxis.set_major_locator(LogLocator(10))
    axes.yaxis.set_major_formatter(FuncFormatter(lambda y, _: units.for_axis(units.nanoseconds(y))))
    axes.yaxis.set_minor_formatter(NullFormatter())
    axes.set_ylabel("time of a write")


def _left_out(results):
    return ["Left out: empty, the harness alone."] if any(c.strategy == "empty" for c in results.cells) else []
