"""What one pays for throughput: latency and stream memory against it, with the strategies that nothing beats in all three."""

from matplotlib.lines import Line2D
from matplotlib.ticker import FuncFormatter, LogLocator, MaxNLocator, NullLocator

from zramlab_plots import rows, style, units
from zramlab_plots.axes import BinaryLocator
from zramlab_plots.layout import Sheet
from zramlab_plots.scatter import Point, draw_points

NAME = "pareto"
TITLE = "Throughput, latency and memory at once"
SUBTITLE = ("Filled and bold: on the front, no other is as good in all three of throughput, write p99 and stream memory, and better in one. "
            "Right and below is better.")
_NOTES = [
    "The front is of medians. Half filled (within chance): beaten by medians, but by no more than chance may do: no other is as good in all three and clearly "
    "better in one (repetitions that do not overlap).",
    "Stream memory: the most that buffers and work memory of all streams took. The pool is left out: it depends on the pages, not on the strategy. "
    "Dotted: the front of the two quantities of that panel alone."]
FRONT, CHANCE, BEATEN = "on the front", "within chance", "beaten"
_FILL = {FRONT: "full", CHANCE: "left", BEATEN: "none"}
# Each quantity: the path in a row, and whether more of it is better.
_RATE, _P99, _MEMORY = (("items_per_second",), 1), (("latency_ns", "write", "p99"), -1), (("stream_bytes_max",), -1)
_ALL = (_RATE, _P99, _MEMORY)
_WIDE = 4  # an axis whose values differ by more is logarithmic


def draw(results):
    panels = [(setting, cells) for setting in results.settings if len(cells := _cells(results, setting)) > 1]
    if not panels:
        return None
    sheet = Sheet(results, TITLE, SUBTITLE, _NOTES, 2 * len(panels), 2, 4.9)
    for number, (setting, cells) in enumerate(panels):
        for side, (quantity, label, text) in enumerate(((_P99, "write p99", units.nanoseconds), (_MEMORY, "stream memory", units.size))):
            axes = sheet.axes(2 * number + side, f"{results.name_at_fair_threads(setting)}: {label}", left=0.95, right=1.95, top=0.65, pad=22)
            _draw_panel(axes, cells, quantity, text)
            axes.set_ylabel(f"{label} (lower is better)")
    return sheet.figure


def _cells(results, setting):
    return [cell for cell in results.at_fair_threads(setting) if not cell.is_baseline and all(cell.values(*path) for path, _ in _ALL)]


def standing(cell, rivals, quantities=_ALL):
    """Whether any of the rivals beats the cell, and whether clearly."""
    beaten_by = [rival for rival in rivals if rival is not cell and _beats(rival, cell, quantities)]
    if not beaten_by:
        return FRONT
    return BEATEN if any(_clearly(rival, cell, quantities) for rival in beaten_by) else CHANCE


def _beats(one, other, quantities):
    gains = [sign * (one.median(*path) - other.median(*path)) for path, sign in quantities]
    return min(gains) >= 0 and max(gains) > 0


def _clearly(one, other, quantities):
    """Whether all repetitions of the one are better than all of the other, in at least one quantity."""
    return any(one.span(*path)[0] > other.span(*path)[1] if sign > 0 else one.span(*path)[1] < other.span(*path)[0]
               for path, sign in quantities)


def _draw_panel(axes, cells, quantity, text):
    points = [(cell.median(*_RATE[0]), cell.median(*quantity[0])) for cell in cells]
    _scale(axes.xaxis, axes.set_xscale, axes.set_xlim, [x for x, _ in points], units.rate)
    _scale(axes.yaxis, axes.set_yscale, axes.set_ylim, [y for _, y in points], text)
    axes.set_xlabel("pages a second (higher is better)")
    _draw_front(axes, cells, quantity)
    marked = []
    for cell, (x, y) in zip(cells, points):
        stands = standing(cell, cells)
        marked.append(Point(x, y, cell.label, style.look(cell.strategy), _FILL[stands], stands == FRONT))
    draw_points(axes, marked)
    rows.legend(axes, [Line2D([], [], linestyle="", marker="o", markersize=8, color=style.FAINT, fillstyle=fill, label=name,
                              markerfacecoloralt=style.PAPER) for name, fill in _FILL.items()])


def _draw_front(axes, cells, quantity):
    """The staircase of the best two-way choices, from the thriftiest to the fastest."""
    front = [cell for cell in cells if standing(cell, cells, (_RATE, quantity)) == FRONT]
    points = sorted((cell.median(*_RATE[0]), cell.median(*quantity[0])) for cell in front)
    axes.plot(*zip(*points), color=style.FAINT, linewidth=1.1, linestyle=style.DOTTED, drawstyle="steps-pre", zorder=1)


def _scale(axis, set_scale, set_limits, values, text):
    least, most = min(values), max(values)
    base, locator = (2, BinaryLocator()) if text is units.size else (10, MaxNLocator(6))
    if most > _WIDE * least > 0:
        set_scale("log", base=base)
        margin = (most / least) ** 0.08
        set_limits(least / margin, most * margin)
        locator = LogLocator(base, subs=(1,) if base == 2 else (1, 2, 5))
        axis.set_minor_locator(NullLocator())
    else:
        margin = max(0.1 * (most - least), 0.02 * most, 1e-9)
        set_limits(max(0.0, least - margin), most + margin)
    axis.set_major_locator(locator)
    axis.set_major_formatter(FuncFormatter(lambda value, _: units.for_axis(text(value))))
