"""A figure's frame: title, panels placed in inches, labels beside curves, notes and the context line."""

import textwrap

from matplotlib.figure import Figure

from zramlab_plots import style, units

_WIDTH = 12.0
_TOP, _LINE = 0.7, 0.19
_LETTERS = 190         # of small print that fit a line
_TITLE_LETTER = 0.094  # inches that a letter of a panel's title takes
_NAME_LETTER = 0.07    # inches that a letter beside a curve takes


class Sheet:
    """One figure: panels in rows of `columns`, each `panel_height` inches high with its margins."""

    def __init__(self, results, title, subtitle, notes, panels, columns, panel_height):
        foot = _wrap(notes) + [""] + [line for source in results.sources for line in _fold(_context_parts(results, source), _LETTERS)]
        bottom = _LINE * (len(foot) + 1)
        columns = min(columns, panels)
        rows = -(-panels // columns)
        self.width = _WIDTH
        self.columns = columns
        self.panel_height = panel_height
        self.height = _TOP + rows * panel_height + bottom
        self.figure = Figure(figsize=(_WIDTH, self.height))
        self._text(0.25, 0.18, title, fontsize=14, weight="bold")
        self._text(0.25, 0.5, subtitle, color=style.FAINT)
        for number, line in enumerate(foot):
            self._text(0.25, self.height - bottom + _LINE * (number + 0.4), line, fontsize=8, color=style.FAINT)

    def axes(self, panel, title, left, right, top=0.45, bottom=0.6, pad=6, room=None):
        """The axes of a panel, with margins in inches inside the panel's place. A title that is too long for its room is set smaller."""
        width = _WIDTH / self.columns
        x = (panel % self.columns) * width + left
        y = self.height - _TOP - (panel // self.columns + 1) * self.panel_height + bottom
        box = (x / _WIDTH, y / self.height, (width - left - right) / _WIDTH,
               (self.panel_height - top - bottom) / self.height)
        axes = self.figure.add_axes(box)
        size = style.TITLE_SIZE * min(1, (room or width - left) / (_TITLE_LETTER * max(1, len(title))))
        axes.set_title(title, fontsize=size, pad=pad)
        axes.room_right = right
        return axes

    def _text(self, left, from_top, text, **how):
        self.figure.text(left / _WIDTH, 1 - from_top / self.height, text, va="top", **how)


def _wrap(lines):
    return [part for line in lines for part in textwrap.wrap(line, _LETTERS)]


def context_lines(results):
    """Where, on what and how well the numbers were measured, a line for each source: no picture goes without them."""
    return [line for source in results.sources for line in _fold(_context_parts(results, source), 10_000)]


def _fold(parts, width):
    """Joined by dots, in lines of at most `width` letters that break between parts."""
    lines = []
    for part in parts:
        if lines and len(lines[-1]) + len(part) + 3 <= width:
            lines[-1] += " · " + part
        else:
            lines.append(part)
    return lines


def _context_parts(results, source):
    cells = results.from_source(source)
    repetitions = max(len(cell.rows) for cell in cells)
    verified = all(row.get("verified") is True for cell in cells for row in cell.rows)
    where = " · ".join(_where(source))
    parts = [f"{source.name}: {where}" if source.name else where,
             input_line(source.lab.get("input")) or ", ".join(sorted({cell.setting.workload for cell in cells})),
             *sorted({cell.setting.workload.partition(" ")[2] for cell in cells} - {""}),
             f"commit {source.lab.get('commit') or 'unknown'}", date(source.context),
             "every read verified" if verified else "NOT VERIFIED: these are not results",
             "1 repetition" if repetitions == 1 else f"{repetitions} repetitions",
             "INCOMPLETE: the run was interrupted" if source.partial else ""]
    return [part for part in parts if part]


def _where(source):
    if source.machine:
        yield f"simulated: {source.machine.get('machine')}, virtual time"
    else:
        yield str(source.lab.get("cpu_model") or source.context.get("host_name") or "unknown CPU")
    if source.cpus:
        yield f"{source.cpus} CPU{'s' if source.cpus > 1 else ''}"
    if not source.machine:
        yield str(source.lab.get("kernel") or "unknown kernel")


def date(context):
    """2026-11-22T23:00:05+00:00 -> 2026-11-22 23:00."""
    return str(context.get("date") or "date unknown")[:16].replace("T", " ")


def input_line(source):
    if not isinstance(source, dict):
        return ""
    text = f"{source.get('kind', 'workload')} {source.get('name', '?')}"
    counts = [f"{units.count(source[key])} {word}" for key, word in (("records", "operations"), ("distinct_pages", "distinct pages"))
              if isinstance(source.get(key), (int, float))]
    return f"{text} ({', '.join(counts)})" if counts else text


def label_curves(axes, ends):
    """Names each curve at the right border, in the order in which curves end, without overlap.

    `ends` holds (x, y, text, Look); x and y are data coordinates of the curve's last point.
    """
    if not ends:
        return
    axes.autoscale_view()  # the limits must be final: positions follow from them
    to_axes = axes.transData + axes.transAxes.inverted()
    points = sorted(((*to_axes.transform((x, y)), text, look) for x, y, text, look in ends), key=lambda p: p[1])
    height_inches = axes.get_position().height * axes.figure.get_figheight()
    width_inches = axes.get_position().width * axes.figure.get_figwidth()
    elbow, start, middle, stop, text_at = (1 + inches / width_inches for inches in (0.1, 0.17, 0.28, 0.39, 0.45))
    heights = spread([point[1] for point in points], gap=0.175 / height_inches)
    for (x, y, text, look), height in zip(points, heights):
        how = dict(color=look.colour, linewidth=0.7, transform=axes.transAxes, clip_on=False, zorder=1)
        axes.plot([x, elbow, start], [y, height, height], **how)
        axes.plot([start, middle, stop], [height] * 3, color=look.colour, linestyle=look.line, linewidth=look.width,
                  marker=look.marker, markevery=[1], markersize=5.5, transform=axes.transAxes, clip_on=False)
        axes.text(text_at, height, text, transform=axes.transAxes, va="center", fontsize=fit(text, axes.room_right - 0.5))


def fit(text, room):
    """The size in points at which a name beside a curve fits its room, in inches."""
    return 8.5 * min(1, room / (_NAME_LETTER * max(1, len(text))))


def spread(wanted, gap):
    """Positions at least `gap` apart, in the order of `wanted` (ascending), as near to it as possible, around [0, 1]."""
    groups = []  # [sum of offsets wanted for the group's start, members]
    for position in wanted:
        groups.append([position, 1])
        while len(groups) > 1 and _start(groups[-2]) + groups[-2][1] * gap > _start(groups[-1]):
            total, members = groups.pop()
            groups[-1][0] += total - members * groups[-1][1] * gap
            groups[-1][1] += members
    placed = [_start(group) + i * gap for group in groups for i in range(group[1])]
    slack = (len(placed) - 1) * gap
    low, high = min(0.0, (1 - slack) / 2), max(1.0, (1 + slack) / 2)
    for i, position in enumerate(placed):
        placed[i] = max(position, low + i * gap)
    for i in range(len(placed) - 1, -1, -1):
        placed[i] = min(placed[i], high - (len(placed) - 1 - i) * gap)
    return placed


def _start(group):
    return group[0] / group[1]


def whiskers(axes, x, median, span, colour, along="y"):
    """A thin line from the least to the greatest repetition, through the median."""
    if span is None or span[0] == span[1]:
        return
    errors = [[max(0.0, median - span[0])], [max(0.0, span[1] - median)]]
    how = dict(fmt="none", ecolor=colour, elinewidth=0.9, capsize=2, capthick=0.9)
    if along == "y":
        axes.errorbar([x], [median], yerr=errors, **how)
    else:
        axes.errorbar([median], [x], xerr=errors, **how)
