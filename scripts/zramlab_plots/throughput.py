"""Pages written a second over the number of threads, for each strategy, against the bare loop."""

from matplotlib.ticker import FuncFormatter, LogLocator, NullLocator

from zramlab_plots import style, units
from zramlab_plots.axes import WIDE_RANGE
from zramlab_plots.layout import Sheet, label_curves
from zramlab_plots.over_threads import BESIDE, draw_curves, spread_note

NAME = "throughput"
TITLE = "Throughput over threads"
SUBTITLE = ("Pages of 4 KiB a second, all threads together: higher is better. Beside each name: the value at its curve's last point, "
            "and its share of the bare loop.")
_RATE = "items_per_second"


def draw(results):
    settings = [s for s in results.settings if _cells(results, s)]
    if not settings:
        return None
    sheet = Sheet(results, TITLE, SUBTITLE, _notes(results), len(settings), 2, 4.7)
    for number, setting in enumerate(settings):
        axes = sheet.axes(number, results.name_of(setting), left=0.85, right=2.45)
        _draw_setting(axes, results, setting)
    return sheet.figure


def _cells(results, setting):
    return [cell for cell in results.of(setting) if cell.strategy != "empty"]


def _draw_setting(axes, results, setting):
    ends = draw_curves(axes, setting, _cells(results, setting), (_RATE,), _draw_sensitivity)
    named = _draw_ideal(axes, results, setting)
    named += [(x, y, _name(curve[-1], y), look) for curve, x, y, look in ends]
    _scale_rates(axes, [cell.median(_RATE) for curve, *_ in ends for cell in curve])
    label_curves(axes, named)


def _name(cell, rate):
    efficiency = cell.median("efficiency")
    share = f"\u2002{units.percent(efficiency)}" if efficiency and not cell.is_baseline else ""
    return f"{cell.label}\u2002{units.rate(rate)}{share}"


def _draw_sensitivity(axes, curve, look, alpha):
    """Where the curve would lie with the simulated machine's parameters halved and doubled, a group at a time."""
    low = [cell.median("sensitivity", "items_per_second_low") for cell in curve]
    high = [cell.median("sensitivity", "items_per_second_high") for cell in curve]
    if None not in low + high:
        axes.fill_between([cell.threads for cell in curve], low, high, color=look.colour, alpha=alpha, linewidth=0)


def ideal(results, setting):
    """[(threads, rate)]: the bare loop at one thread times the CPUs in use, what no strategy can beat by being clever."""
    counts = results.thread_counts(setting)
    alone = [c.median(_RATE) for c in results.at(setting, 1) if c.strategy == "bare-loop"]
    if not alone or len(counts) < 2:
        return []
    return [(count, alone[0] * min(count, setting.cpus or count)) for count in counts]


def _draw_ideal(axes, results, setting):
    points = ideal(results, setting)
    if not points:
        return []
    axes.plot(*zip(*points), color=style.IDEAL.colour, linestyle=style.IDEAL.line, linewidth=style.IDEAL.width)
    return [(*points[-1], f"ideal\u2002{units.rate(points[-1][1])}", style.IDEAL)]


def _scale_rates(axes, rates):
    if max(rates) > WIDE_RANGE * min(rates) > 0:
        axes.set_yscale("log")
        axes.yaxis.set_major_locator(LogLocator(10, subs=(1, 2, 5)))
        axes.yaxis.set_minor_locator(NullLocator())
    else:
        axes.set_ylim(bottom=0)
        axes.set_ylim(top=axes.get_ylim()[1] * 1.03)
    axes.yaxis.set_major_formatter(FuncFormatter(lambda y, _: units.for_axis(units.rate(y))))
    axes.set_ylabel("pages a second")


def _notes(results):
    notes = []
    if any(cell.strategy == "bare-loop" for cell in results.cells):
        known = " ideal: the bare loop at one thread times the CPUs in use." if any(ideal(results, s) for s in results.settings) else ""
        notes.append(f"bare-loop: each thread compresses the same pages and copies the result away; no slots, no pool, no locks.{known}")
    if any(cell.strategy == "empty" for cell in results.cells):
        notes.append("Left out: empty, which returns at once and measures the harness alone; it would squash every other curve.")
    if any(cell.first("sensitivity") for cell in results.cells):
        notes.append("Bands of simulated machines: the same run with the machine's parameters (line transfer, wake-up, context switch, service, "
                     "bandwidth) halved and doubled, a group at a time.")
    return [*notes, *spread_note(results, (_RATE,)), BESIDE]
