"""What figures with a row for each strategy have in common."""

from zramlab_plots import style
from zramlab_plots.layout import fit

_ROW, _FRAME = 0.27, 1.25  # inches
_NAMES = 1.6               # inches that figures leave for the names


def panel_height(panels):
    """Of panels [(setting, cells)], so that a row is equally high in all figures."""
    return _FRAME + _ROW * max(len(cells) for _, cells in panels)


def dress(axes, names):
    """The first row on top, no lines but the values' own, and the names beside."""
    axes.set_yticks(range(len(names)), names, fontsize=min(fit(name, _NAMES) for name in names))
    axes.set_ylim(len(names) - 0.5, -0.5)
    axes.tick_params(axis="y", length=0)
    axes.grid(axis="y", visible=False)


def separate(axes, count):
    """Hair lines between rows, where the eye has far to go."""
    for place in range(1, count):
        axes.axhline(place - 0.5, color=style.GRID, linewidth=0.7)


def legend(axes, handles):
    """Above the rows, below the title (which wants pad=22)."""
    axes.legend(handles=handles, loc="lower left", bbox_to_anchor=(-0.01, 0.985), ncols=len(handles), frameon=False, fontsize=8.5,
                handlelength=1.2, borderaxespad=0.2, columnspacing=1.1, handletextpad=0.5)


def note(axes, place, text):
    """Beside a row, right of the axes."""
    axes.annotate(text, (1, place), xycoords=("axes fraction", "data"), xytext=(8, 0), textcoords="offset points", va="center",
                  fontsize=8.5, annotation_clip=False)
