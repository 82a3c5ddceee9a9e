"""What the CPUs of a simulated machine spend for a page, by kind, over the number of threads."""

from matplotlib.patches import Patch
from matplotlib.ticker import FuncFormatter

from zramlab_plots import style, units
from zramlab_plots.layout import Sheet

NAME = "cpu-time"
TITLE = "What CPUs spend for a page"
SUBTITLE = "CPU time for each page, of CPUs that had a thread: what grows with the threads is what a strategy does not scale in."
_NOTE = ("work: compressing, copying, allocating. lines: waiting for cache lines. spin: for locks. switch: context switches and wake-ups. "
         "idle: the thread sleeps. One bar for each number of threads.")
# From the bottom of a bar to its top. Neighbours differ in lightness, for grey print.
_KINDS = {"working": ("work", "#a9bfd4"), "accessing": ("lines", style.AMBER), "spinning": ("spin", "#8c2f00"),
          "switching": ("switch", style.GREY), "idle": ("idle", style.GRID)}
_SHOWN = ("global-mutex", "idle-list", "sharded-idle-list", "per-cpu", "per-cpu-sleepable", "per-thread")


def draw(results):
    panels = [(setting, label) for setting in results.settings for label in _labels(results, setting)]
    if not panels:
        return None
    sheet = Sheet(results, TITLE, SUBTITLE, [_NOTE], len(panels), 2, 2.6)
    for number, (setting, label) in enumerate(panels):
        axes = sheet.axes(number, f"{label}, {results.name_of(setting)}", left=0.85, right=0.9)
        _draw_panel(axes, [cell for cell in results.of(setting) if cell.label == label])
    return sheet.figure


def _labels(results, setting):
    """The strategies of a setting that were simulated with several numbers of threads."""
    simulated = [cell for cell in results.of(setting) if not cell.is_baseline and cell.first("simulation", "cpu_time_ns")]
    labels = list(dict.fromkeys(cell.label for cell in simulated))
    several = [label for label in labels if sum(cell.label == label for cell in simulated) > 1]
    wanted = [label for label in several if label in _SHOWN]
    return wanted or several[:6]


def _draw_panel(axes, cells):
    cells = sorted(cells, key=lambda cell: cell.threads)
    for place, cell in enumerate(cells):
        bottom = 0.0
        for kind, (_, colour) in _KINDS.items():
            height = _per_page(cell, kind)
            axes.bar(place, height, bottom=bottom, width=0.78, color=colour, edgecolor=style.PAPER, linewidth=0.5)
            bottom += height
    axes.set_xticks(range(len(cells)), [str(cell.threads) for cell in cells])
    axes.set_xlabel("threads, each on a CPU of its own")
    axes.set_ylabel("CPU time a page")
    axes.grid(axis="x", visible=False)
    axes.yaxis.set_major_formatter(FuncFormatter(lambda y, _: units.for_axis(units.nanoseconds(y))))
    handles = [Patch(color=colour, label=name) for name, colour in reversed(_KINDS.values())]
    axes.legend(handles=handles, loc="upper left", frameon=False, fontsize=7.5, ncols=1)


def _per_page(cell, kind):
    """Idle time counts only for CPUs that had a thread: the others are not part of the run."""
    pages = cell.first("iterations") or 1
    if kind != "idle":
        return (cell.first("simulation", "cpu_time_ns", kind) or 0) / pages
    busy = sum(cell.first("simulation", "cpu_time_ns", other) or 0 for other in _KINDS if other != "idle")
    wall = (cell.first("elapsed_s") or 0) * 1e9 * cell.threads
    return max(0.0, wall - busy) / pages
