"""How long writers wait for a stream, against how long one is held."""

import statistics

from matplotlib.lines import Line2D
from matplotlib.ticker import FuncFormatter, LogLocator, NullFormatter

from zramlab_plots import rows, style, units
from zramlab_plots.layout import Sheet

NAME = "wait-hold"
TITLE = "Stream wait against hold"
SUBTITLE = ("How long a write waited until its stream was there, against how long a stream is held. A wait of one hold: the writer stood "
            "behind one other. Lower is better.")
_NOTE = ("held: the mean of compress + allocate + copy, which a stream's user does with it. Waits are of sampled writes; medians over the "
         "repetitions. Right of each row: the 99th percentile of waits in holds. A wait below 1 ns stands at 1 ns.")
_QUANTILES = (("p50", "o", True), ("p99", "o", False), ("p99.9", "d", False), ("max", "|", True))  # name, marker, filled
_HELD_STEPS = ("compress", "allocate", "copy")


def draw(results):
    panels = [(setting, cells) for setting in results.settings if (cells := _cells(results, setting))]
    if not panels:
        return None
    sheet = Sheet(results, TITLE, SUBTITLE, [_NOTE, *_left_out(results, panels)], len(panels), 2, rows.panel_height(panels))
    for number, (setting, cells) in enumerate(panels):
        axes = sheet.axes(number, results.name_at_fair_threads(setting), left=1.75, right=1.1, top=0.65, pad=22)
        _draw_panel(axes, cells)
    return sheet.figure


def _cells(results, setting):
    return [cell for cell in results.at_fair_threads(setting)
            if not cell.is_baseline and held_ns(cell) and cell.values("latency_ns", "wait", "p50")]


def _left_out(results, panels):
    shown = {cell.label for _, cells in panels for cell in cells}
    missing = dict.fromkeys(cell.label for cell in results.cells if not cell.is_baseline and cell.label not in shown)
    return [f"Left out, since their writers hold no stream or none was sampled: {', '.join(missing)}."] if missing else []


def held_ns(cell):
    """The mean time that a write keeps its stream: what lies between get and put."""
    held = [sum(steps.get(step) or 0 for step in _HELD_STEPS) for row in cell.rows if isinstance(steps := row.get("steps_ns"), dict)]
    return statistics.median(held) if held else None


def wait_in_holds(cell, quantile="p99"):
    wait, held = cell.median("latency_ns", "wait", quantile), held_ns(cell)
    return wait / held if wait is not None and held else None


def _draw_panel(axes, cells):
    axes.set_xscale("log")
    for place, cell in enumerate(cells):
        colour = style.look(cell.strategy).colour
        waits = [(max(1.0, value), marker, filled) for name, marker, filled in _QUANTILES
                 if (value := cell.median("latency_ns", "wait", name)) is not None]
        axes.plot([waits[0][0], waits[-1][0]], [place, place], color=colour, linewidth=1.2, zorder=2)
        for value, marker, filled in waits:
            axes.plot([value], [place], marker=marker, markersize=6, color=colour, markerfacecolor=colour if filled else style.PAPER, zorder=3)
        axes.plot([held_ns(cell)] * 2, [place - 0.42, place + 0.42], color=style.INK, linewidth=2.2, zorder=4, solid_capstyle="butt")
        rows.note(axes, place, f"{_holds(wait_in_holds(cell))} holds")
    rows.dress(axes, [cell.label for cell in cells])
    rows.separate(axes, len(cells))
    axes.xaxis.set_major_locator(LogLocator(10))
    axes.xaxis.set_major_formatter(FuncFormatter(lambda x, _: units.for_axis(units.nanoseconds(x))))
    axes.xaxis.set_minor_formatter(NullFormatter())
    axes.set_xlabel("time")
    rows.legend(axes, [*(_mark(*quantile) for quantile in _QUANTILES), Line2D([], [], color=style.INK, linewidth=2.2, label="held")])


def _mark(name, marker, filled):
    label = {"max": "longest", "p50": "wait p50"}.get(name, name)
    return Line2D([], [], linestyle="", marker=marker, markersize=6, color=style.FAINT, label=label,
                  markerfacecolor=style.FAINT if filled else style.PAPER)


def _holds(ratio):
    if ratio is None:
        return "–"
    if ratio < 0.001:
        return "< 0.001"
    return f"{ratio:.0f}" if ratio >= 9.95 else f"{ratio:.1f}" if ratio >= 0.095 else f"{ratio:.3f}"
