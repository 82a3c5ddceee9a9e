"""Where the time of a write goes, step by step."""

from matplotlib.patches import Rectangle
from matplotlib.ticker import FuncFormatter

from zramlab_plots import rows, style, units
from zramlab_plots.layout import Sheet, whiskers

NAME = "steps"
TITLE = "Where a write's time goes"
SUBTITLE = "Mean time of each of the seven steps of a write, in their order. get: until the stream is there; put: handing it back."
_NOTE = ("Bars: medians over the repetitions; the numbers beside them are the same medians. A same-filled page leaves after prepare. "
         "empty and bare-loop have no steps.")


def draw(results):
    panels = [(setting, cells) for setting in results.settings if (cells := _cells(results, setting))]
    if not panels:
        return None
    height = rows.panel_height(panels)
    sheet = Sheet(results, TITLE, SUBTITLE, [_NOTE], len(panels), 1, height)
    for number, (setting, cells) in enumerate(panels):
        bars = sheet.axes(number, results.name_at_fair_threads(setting), left=1.75, right=5.75, top=0.65, bottom=0.6, pad=22)
        table = sheet.axes(number, "", left=6.4, right=0.25, top=0.65, bottom=0.6)
        _draw_bars(bars, cells)
        _draw_table(table, cells)
    return sheet.figure


def _cells(results, setting):
    return [cell for cell in results.at_fair_threads(setting) if not cell.is_baseline and _steps(cell)]


def _steps(cell):
    """{step: ns}, in the order of a write; steps that this program does not know come last."""
    named = dict.fromkeys(style.STEPS)
    named.update(dict.fromkeys(cell.first("steps_ns", default={})))
    return {step: ns for step in named if (ns := cell.median("steps_ns", step)) is not None}


def _totals(cell):
    return [sum(v for v in row["steps_ns"].values() if isinstance(v, (int, float)))
            for row in cell.rows if isinstance(row.get("steps_ns"), dict)]


def _colour(step):
    return style.STEPS.get(step, style.FAINT)


def _draw_bars(axes, cells):
    for place, cell in enumerate(cells):
        left = 0.0
        for step, ns in _steps(cell).items():
            axes.barh(place, ns, left=left, height=0.66, color=_colour(step), linewidth=0)
            left += ns
        totals = _totals(cell)
        whiskers(axes, place, left, (min(totals), max(totals)), style.INK, along="x")
    rows.dress(axes, [cell.label for cell in cells])
    axes.xaxis.set_major_formatter(FuncFormatter(lambda x, _: units.for_axis(units.nanoseconds(x))))
    axes.locator_params(axis="x", nbins=6)
    axes.set_xlabel("mean time of a write")


def _draw_table(axes, cells):
    """The numbers, since most steps are a hair's breadth beside compression; its heads are the bars' legend."""
    steps = list(dict.fromkeys(step for cell in cells for step in _steps(cell)))
    columns = [*steps, "all"]
    axes.set_axis_off()
    axes.set_xlim(0, len(columns))
    axes.set_ylim(len(cells) - 0.5, -0.5)
    for column, step in enumerate(columns):
        if step != "all":
            axes.add_patch(_swatch(column, _colour(step)))
        axes.text(column + 0.95, -0.72, step, ha="right", va="bottom", fontsize=8, weight="bold")
        for place, cell in enumerate(cells):
            numbers = _steps(cell)
            value = sum(numbers.values()) if step == "all" else numbers.get(step)
            axes.text(column + 0.95, place, "–" if value is None else units.nanoseconds(value), ha="right", va="center", fontsize=8.5)
    for place in range(1, len(cells)):
        axes.axhline(place - 0.5, color=style.GRID, linewidth=0.7)


def _swatch(column, colour):
    return Rectangle((column + 0.15, -0.68), 0.8, 0.14, color=colour, linewidth=0, clip_on=False)
