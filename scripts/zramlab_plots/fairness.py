"""How evenly the threads got on: Jain's index of their rates."""

from matplotlib.lines import Line2D
from matplotlib.ticker import FuncFormatter, MaxNLocator

from zramlab_plots import rows, style, units
from zramlab_plots.layout import Sheet, whiskers

NAME = "fairness"
TITLE = "Fairness among the threads"
SUBTITLE = ("Jain's index of the threads' rates: 1 when all got the same, 1/n when one of n did everything. Markers by number of threads. "
            "The further right, the better.")
_NOTE = ("Medians over the repetitions, whiskers from least to greatest. One thread is always fair to itself and is left out. "
         "Right of each row: its least fair median.")
_MARKERS = "os^DPv*X"
_SHOWN = len(_MARKERS)


def draw(results):
    panels = [(setting, cells) for setting in results.settings if (cells := _cells(results, setting))]
    if not panels:
        return None
    labels = [(setting, _labels(cells)) for setting, cells in panels]
    sheet = Sheet(results, TITLE, SUBTITLE, [_NOTE], len(panels), 2, rows.panel_height(labels))
    for number, (setting, cells) in enumerate(panels):
        axes = sheet.axes(number, results.name_of(setting), left=1.75, right=0.85, top=0.65, pad=22)
        _draw_panel(axes, cells)
    return sheet.figure


def _cells(results, setting):
    cells = [cell for cell in results.of(setting) if not cell.is_baseline and cell.threads > 1 and cell.values("fairness")]
    shown = sorted({cell.threads for cell in cells})[-_SHOWN:]
    return [cell for cell in cells if cell.threads in shown]


def _labels(cells):
    return list(dict.fromkeys(cell.label for cell in cells))


def _draw_panel(axes, cells):
    labels, counts = _labels(cells), sorted({cell.threads for cell in cells})
    for cell in cells:
        place = labels.index(cell.label) + _aside(counts.index(cell.threads), len(counts))
        look = style.look(cell.strategy)
        axes.plot([cell.median("fairness")], [place], marker=_MARKERS[counts.index(cell.threads)], markersize=5, color=look.colour, linestyle="")
        whiskers(axes, place, cell.median("fairness"), cell.span("fairness"), look.colour, along="x")
    for place, label in enumerate(labels):
        rows.note(axes, place, f"{min(cell.median('fairness') for cell in cells if cell.label == label):.3f}")
    rows.dress(axes, labels)
    rows.separate(axes, len(labels))
    least = min(cell.span("fairness")[0] for cell in cells)
    axes.set_xlim(max(0.0, 1 - 1.15 * max(1 - least, 0.01)), 1 + 0.05 * max(1 - least, 0.01))
    axes.xaxis.set_major_locator(MaxNLocator(5, steps=[1, 2, 5, 10]))
    axes.xaxis.set_major_formatter(FuncFormatter(lambda x, _: f"{x:.4f}".rstrip("0").rstrip(".")))
    axes.set_xlabel("Jain's index (1 = perfectly fair)")
    rows.legend(axes, [Line2D([], [], linestyle="", marker=_MARKERS[place], markersize=5, color=style.FAINT, label=units.threads(count))
                       for place, count in enumerate(counts)])


def _aside(place, places):
    """Within a row, few threads above many."""
    return 0.0 if places == 1 else 0.5 * (place / (places - 1) - 0.5)
