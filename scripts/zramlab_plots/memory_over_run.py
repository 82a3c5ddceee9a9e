"""Memory while the run goes on: what the pages were, what they are stored in, and what the streams take."""

import statistics

import numpy
from matplotlib.ticker import FuncFormatter, MaxNLocator

from zramlab_plots import style, units
from zramlab_plots.axes import BinaryLocator, scale_sizes
from zramlab_plots.layout import Sheet, label_curves

NAME = "memory-over-run"
TITLE = "Memory over the run"
SUBTITLE = "Left: the pages on the device, as they were written and as they are stored. Right: the streams of each strategy. Lower is better, but for orig."
_NOTE = ("orig: orig_data_size, the pages that are stored. used: mem_used_total, the pool's whole pages. compr: compr_data_size, the compressed bytes "
         "in it. Left: the median strategy, with a band from the least to the greatest: pages, not strategies, decide. Each strategy's first repetition.")
_PAGES = {  # field -> name, look
    "orig_data_size": ("orig", style.Look(style.INK, "", style.SOLID)),
    "mem_used_total": ("used", style.Look(style.BLUE, "", style.DASHED)),
    "compr_data_size": ("compr", style.Look(style.VERMILLION, "", style.DOTTED)),
}
_GRID = 100  # places along the run


def draw(results):
    panels = [(setting, cells) for setting in results.settings if (cells := _cells(results, setting))]
    if not panels:
        return None
    sheet = Sheet(results, TITLE, SUBTITLE, [_NOTE], 2 * len(panels), 2, 4.2)
    for number, (setting, cells) in enumerate(panels):
        pages = sheet.axes(2 * number, f"{results.name_at_fair_threads(setting)}: pages", left=0.95, right=2.1)
        streams = sheet.axes(2 * number + 1, "streams", left=0.95, right=2.35)
        _draw_pages(pages, cells)
        _draw_streams(streams, cells)
    return sheet.figure


def _cells(results, setting):
    return [cell for cell in results.at_fair_threads(setting) if not cell.is_baseline and len(series(cell)) > 1]


def series(cell):
    points = cell.first("series", default=[])
    return [p for p in points if isinstance(p, dict) and isinstance(p.get("operations"), (int, float))] if isinstance(points, list) else []


def along(cells, field):
    """(operations, median, least, greatest) over the strategies, at places that they all reached."""
    known = [[(p["operations"], p[field]) for p in series(cell) if isinstance(p.get(field), (int, float))] for cell in cells]
    known = [points for points in known if points]
    if not known:
        return None
    places = numpy.linspace(max(points[0][0] for points in known), min(points[-1][0] for points in known), _GRID)
    values = [numpy.interp(places, *zip(*points)) for points in known]
    at_each = list(zip(*values))
    return places, [statistics.median(v) for v in at_each], [min(v) for v in at_each], [max(v) for v in at_each]


def _draw_pages(axes, cells):
    ends = []
    for field, (name, look) in _PAGES.items():
        found = along(cells, field)
        if found is None:
            continue
        places, middle, least, greatest = found
        axes.plot(places, middle, color=look.colour, linestyle=look.line, linewidth=look.width)
        axes.fill_between(places, least, greatest, color=look.colour, alpha=0.2, linewidth=0)
        ends.append((places[-1], middle[-1], f"{name}\u2002{_range(middle[-1], least[-1], greatest[-1])}", look))
    _scale_operations(axes)
    axes.set_ylim(bottom=0)
    axes.yaxis.set_major_locator(BinaryLocator())
    axes.yaxis.set_major_formatter(FuncFormatter(lambda y, _: units.for_axis(units.size(y))))
    axes.set_ylabel("bytes on the device")
    label_curves(axes, ends)


def _range(middle, least, greatest):
    if greatest - least <= 0.01 * greatest:
        return units.size(middle)
    return f"{units.size(middle)} ({units.size(least)} to {units.size(greatest)})"


def _draw_streams(axes, cells):
    ends, values = [], []
    for cell in cells:
        points = [(p["operations"], p["stream_bytes"]) for p in series(cell) if isinstance(p.get("stream_bytes"), (int, float))]
        if not points:
            continue
        look = style.look(cell.strategy)
        axes.plot(*zip(*points), color=look.colour, linestyle=look.line, linewidth=look.width, drawstyle="steps-post")
        values += [size for _, size in points]
        ends.append((*points[-1], f"{cell.label}\u2002{units.size(points[-1][1])}", look))
    _scale_operations(axes)
    scale_sizes(axes, values)
    axes.set_ylabel("bytes in streams")
    label_curves(axes, ends)


def _scale_operations(axes):
    axes.margins(x=0.02)
    axes.xaxis.set_major_locator(MaxNLocator(5))
    axes.xaxis.set_major_formatter(FuncFormatter(lambda x, _: units.for_axis(units.rate(x))))
    axes.set_xlabel("operations done")
