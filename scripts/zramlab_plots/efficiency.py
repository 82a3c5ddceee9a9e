"""Throughput as a share of the bare loop's at the same number of threads, over the number of threads."""

from matplotlib.ticker import FuncFormatter

from zramlab_plots import style, units
from zramlab_plots.layout import Sheet, label_curves
from zramlab_plots.over_threads import BESIDE, draw_curves, spread_note

NAME = "efficiency"
TITLE = "Efficiency over threads"
SUBTITLE = ("Throughput as a share of the bare loop's with the same codec and number of threads, in the same repetition: "
            "what is lost to slots, pool, locks and waiting. Higher is better.")
_PATH = ("efficiency",)


def draw(results):
    settings = [s for s in results.settings if _cells(results, s)]
    if not settings:
        return None
    notes = ["ideal: 100 %, the bare loop itself.", *spread_note(results, _PATH), BESIDE]
    sheet = Sheet(results, TITLE, SUBTITLE, notes, len(settings), 2, 4.7)
    for number, setting in enumerate(settings):
        axes = sheet.axes(number, results.name_of(setting), left=0.85, right=2.45)
        _draw_setting(axes, results, setting)
    return sheet.figure


def _cells(results, setting):
    return [cell for cell in results.of(setting) if not cell.is_baseline and cell.values(*_PATH)]


def _draw_setting(axes, results, setting):
    ends = draw_curves(axes, setting, _cells(results, setting), _PATH)
    named = [(x, y, f"{curve[-1].label}\u2002{units.percent(y)}", look) for curve, x, y, look in ends]
    axes.axhline(1, color=style.IDEAL.colour, linestyle=style.IDEAL.line, linewidth=style.IDEAL.width)
    axes.set_ylim(0, max(1.05, axes.get_ylim()[1]))
    axes.yaxis.set_major_formatter(FuncFormatter(lambda y, _: f"{100 * y:.0f} %"))
    axes.set_ylabel("share of the bare loop")
    label_curves(axes, [*named, (axes.get_xlim()[1], 1.0, "ideal\u2002100 %", style.IDEAL)])
