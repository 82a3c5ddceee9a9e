"""Where a page's time goes, of runs beside the kernel's own zram: codec, engine, and the way into the kernel and out of it."""

from matplotlib.patches import Patch
from matplotlib.ticker import FuncFormatter

from zramlab_plots import rows, style, units
from zramlab_plots.layout import Sheet

NAME = "kernel-split"
TITLE = "Beside the kernel: codec, engine, system call"
SUBTITLE = "Time of a page, of a worker that has a CPU. codec: the bare loop of the same repetition; system call: a write of a same-filled page."
_NOTE = ("Beside the bars: page, and its parts; medians over the repetitions, which need not add up. engine is what is left of a page's time: slots, pool, locks, statistics, and in the kernel whatever its own "
         "build of the codec takes more or less than the library.")
_PARTS = (("codec", style.STEPS["compress"]), ("engine", style.BLUE), ("syscall", style.AMBER))


def draw(results):
    panels = [(setting, cells) for setting in results.settings if (cells := _cells(results, setting))]
    if not panels:
        return None
    height = rows.panel_height(panels)
    sheet = Sheet(results, TITLE, SUBTITLE, [*_kernels(panels), _NOTE], len(panels), 1, height)
    for number, (setting, cells) in enumerate(panels):
        axes = sheet.axes(number, results.name_of(setting), left=2.1, right=3.3, top=0.65, bottom=0.6, pad=22)
        _draw_rows(axes, cells)
    return sheet.figure


def _cells(results, setting):
    """All that has a split, where the kernel takes part; fewest threads first."""
    cells = [cell for cell in results.of(setting) if cell.median("split_ns", "page") is not None and cell.strategy != "empty"]
    return sorted(cells, key=lambda cell: cell.threads) if any(cell.first("kernel") for cell in cells) else []


def _kernels(panels):
    """What "kernel" is, a line for each that there is."""
    told = [cell.first("kernel") for _, cells in panels for cell in cells if cell.first("kernel")]
    lines = [f"kernel: Linux {kernel.get('release')}, whose zram has {kernel.get('strategy')}, by {kernel.get('io')}." for kernel in told]
    return list(dict.fromkeys(lines))


def _draw_rows(axes, cells):
    for place, cell in enumerate(cells):
        left = 0.0
        for part, colour in _PARTS:
            ns = max(0.0, cell.median("split_ns", part) or 0.0)  # an engine below 0 is noise of the bare loop
            axes.barh(place, ns, left=left, height=0.66, color=colour, linewidth=0)
            left += ns
        rows.note(axes, place, _numbers(cell))
    rows.separate(axes, len(cells))
    rows.dress(axes, [f"{cell.label}, {units.threads(cell.threads)}" for cell in cells])
    rows.legend(axes, [Patch(color=colour, label=part) for part, colour in _PARTS])
    axes.xaxis.set_major_formatter(FuncFormatter(lambda x, _: units.for_axis(units.nanoseconds(x))))
    axes.locator_params(axis="x", nbins=6)
    axes.set_xlabel("time of a page")


def _numbers(cell):
    values = [cell.median("split_ns", part) for part in ("page", *(part for part, _ in _PARTS))]
    page, *parts = ("–" if value is None else units.signed_nanoseconds(value) for value in values)
    return f"{page}: {' + '.join(parts)}"
