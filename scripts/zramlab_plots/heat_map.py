"""Every strategy with every codec and number of threads at a glance."""

from matplotlib.patches import Rectangle

from zramlab_plots import rows, style, units
from zramlab_plots.layout import Sheet

NAME = "heat-map"
TITLE = "Strategies and codecs at a glance"
SUBTITLE = ("Each field against the best of its column: the stronger the colour, the nearer to it. "
            "Of pages a second more is better, of write p99 less.")
_NOTE = "Fields are medians over the repetitions. Compare within a column: codecs differ in kind."
_CROWDED = "*: more threads than CPUs. "
_COUNTS = 4          # numbers of threads shown for each codec, at most
_COLUMNS = 13        # that fit at full size of print
_BESIDE = 4          # columns up to which the two maps stand side by side
_COLUMN = 1.15       # inches, at most
_LEFT = 1.75
_STEPS = ((0.95, "95 % of the best and more"), (0.85, "85 %"), (0.7, "70 %"), (0.5, "50 %"), (0.25, "25 %"), (0.0, "less"))


def draw(results):
    panels = [(group, cells) for group in _groups(results) if (cells := _cells(results, group))]
    panels = [(group, cells) for group, cells in panels if len(_columns(cells)) > 1 and len(_labels(cells)) > 1]
    if not panels:
        return None
    heights = [(group, _labels(cells)) for group, cells in panels]
    beside = max(len(_columns(cells)) for _, cells in panels) <= _BESIDE
    note = (_CROWDED if any(_is_crowded(cell) for _, cells in panels for cell in cells) else "") + _NOTE
    sheet = Sheet(results, TITLE, SUBTITLE, [note], 2 * len(panels), 2 if beside else 1, rows.panel_height(heights) + 0.35)
    for number, (group, cells) in enumerate(panels):
        name = _name(results, group)
        _draw_map(sheet, 2 * number, f"{name}: pages a second", cells, ("items_per_second",), 1, units.rate)
        _draw_map(sheet, 2 * number + 1, f"{name}: write p99", cells, ("latency_ns", "write", "p99"), -1, units.nanoseconds)
    return sheet.figure


def _name(results, group):
    workload, world, source = group
    several_worlds = len({world for _, world, _ in _groups(results)}) > 1
    return " · ".join([workload, *([f"on {world}"] if several_worlds else []), *filter(None, [source.name])])


def _groups(results):
    return list(dict.fromkeys((s.workload, s.world, s.source) for s in results.settings))


def _cells(results, group):
    settings = [s for s in results.settings if (s.workload, s.world, s.source) == group]
    most = max(1, min(_COUNTS, _COLUMNS // len(settings)))
    shown = {setting: _spaced(results.thread_counts(setting), most) for setting in settings}
    return [cell for setting in settings for cell in results.of(setting) if not cell.is_baseline and cell.threads in shown[setting]]


def _spaced(counts, most):
    """At most so many of them, evenly apart, the greatest among these."""
    if len(counts) <= most:
        return counts
    return [counts[len(counts) - 1 - round(place * (len(counts) - 1) / max(1, most - 1))] for place in reversed(range(most))]


def _is_crowded(cell):
    return cell.any("oversubscribed")


def _labels(cells):
    return list(dict.fromkeys(cell.label for cell in cells))


def _columns(cells):
    return sorted({(cell.setting.codec, cell.threads) for cell in cells})


def shares(cells, path, sign):
    """{(label, column): (value, share of the column's best)}."""
    found = {}
    for column in _columns(cells):
        values = {cell.label: value for cell in cells if (cell.setting.codec, cell.threads) == column and (value := cell.median(*path))}
        best = (max if sign > 0 else min)(values.values(), default=None)
        found |= {(label, column): (value, value / best if sign > 0 else best / value) for label, value in values.items()}
    return found


def step_of(share):
    return next(place for place, (least, _) in enumerate(_STEPS) if share >= least)


def _draw_map(sheet, panel, title, cells, path, sign, text):
    labels, columns, found = _labels(cells), _columns(cells), shares(cells, path, sign)
    place = sheet.width / sheet.columns
    axes = sheet.axes(panel, title, left=_LEFT, right=max(0.2, place - _LEFT - _COLUMN * len(columns)), top=0.65, bottom=0.75, pad=22)
    size = 8.5 * min(1, _COLUMNS / len(columns))
    for (label, column), (value, share) in found.items():
        _draw_field(axes, columns.index(column), labels.index(label), text(value), step_of(share), size)
    rows.dress(axes, labels)
    axes.set_xlim(0, len(columns))
    crowded = {(cell.setting.codec, cell.threads) for cell in cells if _is_crowded(cell)}
    names = [f"{codec}\n{units.threads(threads)}{'*' if (codec, threads) in crowded else ''}" for codec, threads in columns]
    axes.set_xticks([place + 0.5 for place in range(len(columns))], names, fontsize=size - 0.5)
    axes.tick_params(axis="x", length=0)
    axes.grid(visible=False)
    axes.spines[:].set_visible(False)
    if panel == 0:
        _draw_scale(axes)


def _draw_field(axes, column, row, text, step, size):
    colour, ink = style.HEAT[step]
    axes.add_patch(Rectangle((column + 0.01, row - 0.47), 0.98, 0.94, facecolor=colour, linewidth=0))
    axes.text(column + 0.5, row, text, ha="center", va="center", fontsize=size, color=ink)


def _draw_scale(axes):
    handles = [Rectangle((0, 0), 1, 1, facecolor=style.HEAT[place][0], label=name) for place, (_, name) in enumerate(_STEPS)]
    rows.legend(axes, handles)
