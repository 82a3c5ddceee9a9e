"""What the pages take when stored, and what the streams take to store them."""

from matplotlib.patches import Patch
from matplotlib.ticker import FuncFormatter

from zramlab_plots import rows, style, units
from zramlab_plots.axes import BinaryLocator
from zramlab_plots.layout import Sheet, whiskers

NAME = "memory"
TITLE = "Memory"
SUBTITLE = "Left: the pool that holds the compressed pages. Right: the streams that compress them. Lower is better."
_NOTE = ("pool: mem_used_total at the end, whole pages; of that, compressed data: compr_data_size. streams: the most that work memory and "
         "buffers of all streams took during the run; in brackets, how many streams.")
_DATA, _POOL = "#0063a6", "#a9bfd4"


def draw(results):
    panels = [(setting, cells) for setting in results.settings if (cells := _cells(results, setting))]
    if not panels:
        return None
    height = rows.panel_height(panels)
    sheet = Sheet(results, TITLE, SUBTITLE, [_NOTE], len(panels), 1, height)
    for number, (setting, cells) in enumerate(panels):
        pool = sheet.axes(number, f"{results.name_at_fair_threads(setting)}: pool", left=1.75, right=5.7, top=0.65, pad=22, room=5)
        streams = sheet.axes(number, "streams", left=7.0, right=1.0, top=0.65, pad=22)
        _draw_pool(pool, cells)
        _draw_streams(streams, cells)
    return sheet.figure


def _cells(results, setting):
    return [cell for cell in results.at_fair_threads(setting)
            if not cell.is_baseline and (cell.values("mm_stat", "mem_used_total") or _stream_key(cell))]


def _stream_key(cell):
    return next((key for key in ("stream_bytes_max", "stream_bytes") if cell.values(key)), None)


def _draw_pool(axes, cells):
    for place, cell in enumerate(cells):
        _bar(axes, place, cell, ("mm_stat", "mem_used_total"), _POOL, 0.66)
        data = cell.median("mm_stat", "compr_data_size")
        if data is not None:
            axes.barh(place, data, height=0.3, color=_DATA, linewidth=0)
    _finish(axes, cells, "bytes in the pool", [cell.label for cell in cells])
    axes.legend(handles=[Patch(color=_POOL, label="pool"), Patch(color=_DATA, label="of that, compressed data")], loc="lower left",
                bbox_to_anchor=(-0.01, 0.985), ncols=2, frameon=False, fontsize=8.5, handlelength=1.2, borderaxespad=0.2)


def _draw_streams(axes, cells):
    for place, cell in enumerate(cells):
        key = _stream_key(cell)
        if key:
            _bar(axes, place, cell, (key,), style.look(cell.strategy).colour, 0.5)
    _finish(axes, cells, "bytes in streams", [""] * len(cells))


def _bar(axes, place, cell, path, colour, height):
    value, span = cell.median(*path), cell.span(*path)
    if value is None:
        return
    axes.barh(place, value, height=height, color=colour, linewidth=0)
    whiskers(axes, place, value, span, style.INK, along="x")
    text = units.size(value)
    if path[0] != "mm_stat" and cell.median("streams"):
        text += f"\u2002({cell.median('streams'):.0f})"
    axes.annotate(text, (span[1], place), xytext=(5, 0), textcoords="offset points", va="center", fontsize=8.5,
                  annotation_clip=False)


def _finish(axes, cells, label, names):
    rows.dress(axes, names)
    axes.set_ylim(len(cells) - 0.5, -0.5)
    axes.set_xlim(left=0, right=max(axes.get_xlim()[1], 1))
    axes.tick_params(axis="y", length=0)
    axes.grid(axis="y", visible=False)
    axes.xaxis.set_major_locator(BinaryLocator())
    axes.xaxis.set_major_formatter(FuncFormatter(lambda x, _: units.for_axis(units.size(x))))
    axes.set_xlabel(label)

