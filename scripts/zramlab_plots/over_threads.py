"""What figures over the number of threads have in common: the axis, a curve with its interval, names at the curves' ends."""

from matplotlib.ticker import FixedLocator, FuncFormatter, NullLocator

from zramlab_plots import intervals, style
from zramlab_plots.axes import WIDE_RANGE
from zramlab_plots.layout import whiskers

BESIDE = "Points stand a little beside their number of threads so as not to hide each other."


def band_alpha(curves):
    """Pale where there are many: bands lie on one another, and add up."""
    return min(0.16, 0.6 / curves)


def draw_curves(axes, setting, cells, path, draw_more=lambda axes, curve, look, alpha: None):
    """A curve for each strategy. Returns [(cells, x, y, Look)]: what the ends are to be called is the figure's to say."""
    counts = sorted({cell.threads for cell in cells})
    _scale_threads(axes, counts, setting.cpus)
    labels = list(dict.fromkeys(cell.label for cell in cells))
    ends = []
    for place, label in enumerate(labels):
        curve = sorted((cell for cell in cells if cell.label == label), key=lambda cell: cell.threads)
        look = style.look(curve[0].strategy)
        draw_more(axes, curve, look, band_alpha(len(labels)))
        ends.append((curve, *_draw_curve(axes, curve, path, _aside(place, len(labels), counts), look, band_alpha(len(labels))), look))
    return ends


def _draw_curve(axes, curve, path, aside, look, alpha):
    points = [(aside(cell.threads), cell.median(*path)) for cell in curve]
    axes.plot(*zip(*points), color=look.colour, linestyle=look.line, linewidth=look.width, marker=look.marker, markersize=5.5)
    spans = [cell.interval(*path) for cell in curve]
    if len(curve) > 1 and all(spans):
        axes.fill_between([x for x, _ in points], *zip(*spans), color=look.colour, alpha=alpha, linewidth=0)
    for cell, span, (x, y) in zip(curve, spans, points):
        whiskers(axes, x, y, span or cell.span(*path), look.colour)
    return points[-1]


def spread_note(results, path):
    """What bands and whiskers mean in a figure of these results; nothing where each run was made once."""
    counts = {len(cell.values(*path)) for cell in results.cells} - {0, 1}
    if not counts:
        return []
    notes = []
    if max(counts) >= intervals.ENOUGH:
        notes.append(f"Bands and whiskers: exact {100 * intervals.CONFIDENCE:.0f} % interval of the median over the repetitions.")
    if min(counts) < intervals.ENOUGH:
        few = min(counts)
        notes.append(f"Whiskers: least and greatest of {few} repetitions, between which the median lies with "
                     f"{100 * (1 - 2 ** (1 - few)):.0f} %; an exact {100 * intervals.CONFIDENCE:.0f} % interval takes {intervals.ENOUGH}.")
    return notes


def _scale_threads(axes, counts, cpus):
    if max(counts) > WIDE_RANGE:
        axes.set_xscale("log", base=2)
        axes.set_xlim(min(counts) / 1.12, max(counts) * 1.12)
    else:
        room = 0.25 if len(counts) > 1 else 0.12
        axes.set_xlim(min(counts) - room, max(counts) + room)
    axes.xaxis.set_major_locator(FixedLocator(counts))
    axes.xaxis.set_minor_locator(NullLocator())
    axes.xaxis.set_major_formatter(FuncFormatter(lambda x, _: f"{x:.0f}"))
    axes.set_xlabel("threads, each on a CPU of its own" if max(counts) <= (cpus or 0) else "threads")
    if cpus and cpus < max(counts):
        _shade_crowded(axes, cpus)


def _shade_crowded(axes, cpus):
    first = max(cpus + 0.5, axes.get_xlim()[0])
    axes.axvspan(first, axes.get_xlim()[1], color=style.GRID, alpha=0.45, linewidth=0)
    axes.text(first, 0.01, " more threads than CPUs", transform=axes.get_xaxis_transform(), va="bottom", fontsize=8, color=style.FAINT)


def _aside(place, places, counts):
    """A small shift to the side, so that equal values do not hide each other."""
    share = (place / (places - 1) - 0.5) if places > 1 else 0.0
    if max(counts) > WIDE_RANGE:
        return lambda threads: threads * 2 ** (0.1 * share)
    return lambda threads: threads + 0.16 * share
