"""Pages written a second over the number of threads, for each strategy, against the bare loop."""

from matplotlib.ticker import FixedLocator, FuncFormatter, LogLocator, NullLocator

from zramlab_plots import style, units
from zramlab_plots.layout import Sheet, label_curves, whiskers

NAME = "throughput"
TITLE = "Throughput over threads"
SUBTITLE = ("Pages of 4 KiB a second, all threads together: higher is better. Beside each name: the value at its curve's last point, "
            "and its share of the bare loop.")
_RATE = "items_per_second"
_IDEAL = style.Look(style.FAINT, "", style.DOTTED, 1.2)
_WIDE_RANGE = 8  # an axis whose values differ by more is logarithmic


def draw(results):
    settings = [s for s in results.settings if any(c.strategy != "empty" for c in results.of(s))]
    if not settings:
        return None
    sheet = Sheet(results, TITLE, SUBTITLE, _notes(results), len(settings), 2, 4.7)
    for number, setting in enumerate(settings):
        axes = sheet.axes(number, left=0.85, right=2.45)
        axes.set_title(results.name_of(setting))
        _draw_setting(axes, results, setting)
    return sheet.figure


def _draw_setting(axes, results, setting):
    cells = [cell for cell in results.of(setting) if cell.strategy != "empty"]
    counts = results.thread_counts(setting)
    _scale(axes, counts, results.cpus)
    labels = list(dict.fromkeys(cell.label for cell in cells))
    ends = _draw_ideal(axes, results, setting, counts)
    for place, label in enumerate(labels):
        curve = sorted((cell for cell in cells if cell.label == label), key=lambda cell: cell.threads)
        ends.append(_draw_curve(axes, curve, _aside(place, len(labels), counts)))
    _scale_rates(axes, [cell.median(_RATE) for cell in cells])
    label_curves(axes, ends)


def _draw_curve(axes, curve, aside):
    look = style.look(curve[0].strategy)
    points = [(aside(cell.threads), cell.median(_RATE)) for cell in curve]
    axes.plot(*zip(*points), color=look.colour, linestyle=look.line, linewidth=look.width, marker=look.marker, markersize=5.5)
    _draw_band(axes, curve, look)
    for cell, (x, y) in zip(curve, points):
        whiskers(axes, x, y, cell.span(_RATE), look.colour)
    efficiency = curve[-1].median("efficiency")
    share = f"\u2002{100 * efficiency:.0f} %" if efficiency and not curve[-1].is_baseline else ""
    return (*points[-1], f"{curve[0].label}\u2002{units.rate(points[-1][1])}{share}", look)


def _draw_band(axes, curve, look):
    """Where the curve would lie with the simulated machine's parameters halved and doubled, a group at a time."""
    low = [cell.median("sensitivity", "items_per_second_low") for cell in curve]
    high = [cell.median("sensitivity", "items_per_second_high") for cell in curve]
    if None not in low + high:
        axes.fill_between([cell.threads for cell in curve], low, high, color=look.colour, alpha=0.12, linewidth=0)


def _draw_ideal(axes, results, setting, counts):
    """The bare loop at one thread times the CPUs in use: what no strategy can beat by being clever."""
    alone = [c.median(_RATE) for c in results.at(setting, 1) if c.strategy == "bare-loop"]
    if not alone or len(counts) < 2:
        return []
    ideal = [alone[0] * min(count, results.cpus or count) for count in counts]
    axes.plot(counts, ideal, color=_IDEAL.colour, linestyle=_IDEAL.line, linewidth=_IDEAL.width)
    return [(counts[-1], ideal[-1], f"ideal\u2002{units.rate(ideal[-1])}", _IDEAL)]


def _scale(axes, counts, cpus):
    if max(counts) > _WIDE_RANGE:
        axes.set_xscale("log", base=2)
        axes.set_xlim(min(counts) / 1.12, max(counts) * 1.12)
    else:
        room = 0.25 if len(counts) > 1 else 0.12
        axes.set_xlim(min(counts) - room, max(counts) + room)
    axes.xaxis.set_major_locator(FixedLocator(counts))
    axes.xaxis.set_minor_locator(NullLocator())
    axes.xaxis.set_major_formatter(FuncFormatter(lambda x, _: f"{x:.0f}"))
    axes.set_xlabel("threads, each on a CPU of its own" if max(counts) <= (cpus or 0) else "threads")
    axes.set_ylabel("pages a second")
    if cpus and cpus < max(counts):
        first = max(cpus + 0.5, axes.get_xlim()[0])
        axes.axvspan(first, axes.get_xlim()[1], color=style.GRID, alpha=0.45, linewidth=0)
        axes.text(first, 0.01, " more threads than CPUs", transform=axes.get_xaxis_transform(), va="bottom", fontsize=8, color=style.FAINT)


def _scale_rates(axes, rates):
    if max(rates) > _WIDE_RANGE * min(rates) > 0:
        axes.set_yscale("log")
        axes.yaxis.set_major_locator(LogLocator(10, subs=(1, 2, 5)))
        axes.yaxis.set_minor_locator(NullLocator())
    else:
        axes.set_ylim(bottom=0)
        axes.set_ylim(top=axes.get_ylim()[1] * 1.03)
    axes.yaxis.set_major_formatter(FuncFormatter(lambda y, _: units.for_axis(units.rate(y))))


def _aside(place, places, counts):
    """A small shift to the side, so that equal values do not hide each other."""
    share = (place / (places - 1) - 0.5) if places > 1 else 0.0
    if max(counts) > _WIDE_RANGE:
        return lambda threads: threads * 2 ** (0.1 * share)
    return lambda threads: threads + 0.16 * share


def _notes(results):
    notes = []
    if any(cell.strategy == "bare-loop" for cell in results.cells):
        notes.append("bare-loop: each thread compresses the same pages and copies the result away; no slots, no pool, no locks. "
                     "ideal: the bare loop at one thread times the CPUs in use.")
    if any(cell.strategy == "empty" for cell in results.cells):
        notes.append("Left out: empty, which returns at once and measures the harness alone; it would squash every other curve.")
    if any(cell.first("sensitivity") for cell in results.cells):
        notes.append("Bands: the same run with the machine's parameters (line transfer, wake-up, context switch, service, bandwidth) "
                     "halved and doubled, a group at a time.")
    notes.append("Points stand a little beside their number of threads so as not to hide each other.")
    return notes
