"""Names for the points of a scatter: a column at the right border, each with its marker and a thin line from its point."""

import itertools
from dataclasses import dataclass

from zramlab_plots import style
from zramlab_plots.layout import fit, spread

_LINE = 0.185  # inches from name to name


@dataclass(frozen=True)
class Point:
    x: float
    y: float
    name: str
    look: style.Look
    fill: str    # of the marker, as matplotlib calls it: full, left, none
    bold: bool


def draw_points(axes, points):
    """Draws and names them. REQUIRES: the axes' limits are final."""
    to_axes = axes.transData + axes.transAxes.inverted()
    width = axes.get_position().width * axes.figure.get_figwidth()
    height = axes.get_position().height * axes.figure.get_figheight()
    elbow, mark, text = (1 + inches / width for inches in (0.14, 0.24, 0.36))
    placed = _upwards([(*to_axes.transform((point.x, point.y)), point) for point in points])
    heights = spread([v for _, v, _ in placed], gap=_LINE / height)
    for (u, v, point), level in zip(placed, heights):
        axes.plot([u, elbow, mark], [v, level, level], color=point.look.colour, linewidth=0.5, alpha=0.7, transform=axes.transAxes, clip_on=False, zorder=1)
        for place in ((u, v), (mark, level)):
            _mark(axes, place, point)
        axes.text(text, level, point.name, transform=axes.transAxes, va="center", fontsize=fit(point.name, (axes.room_right - 0.4) / 1.15), weight="bold" if point.bold else "normal")


def _upwards(placed):
    """By height. Of those at one height the leftmost get the outermost places above and below, so that no line crosses another."""
    ordered = []
    for _, level in itertools.groupby(sorted(placed, key=lambda p: (round(p[1], 2), p[0])), key=lambda p: round(p[1], 2)):
        level = list(level)
        ordered += level[1::2] + level[0::2][::-1]
    return ordered


def _mark(axes, place, point):
    marker = "o" if point.look.marker in "x+" else point.look.marker  # those have no inside that could be filled
    axes.plot(*([value] for value in place), marker=marker, markersize=7.5, color=point.look.colour, fillstyle="full" if point.fill == "none" else point.fill,
              markerfacecolor=style.PAPER if point.fill == "none" else point.look.colour, markerfacecoloralt=style.PAPER, markeredgewidth=1.3, linestyle="", transform=axes.transAxes, clip_on=False, zorder=3)
