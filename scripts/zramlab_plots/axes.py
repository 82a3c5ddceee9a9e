"""Ticks that people read easily."""

from matplotlib.ticker import FuncFormatter, Locator, LogLocator, MultipleLocator, NullLocator

from zramlab_plots import units

WIDE_RANGE = 8  # an axis whose values differ by more is logarithmic

_UNITS_OF_STEP = (0.25, 0.5, 1, 2, 4, 5, 10, 20, 25, 50, 100, 200, 250, 500, 1000)


class BinaryLocator(Locator):
    """Ticks at round numbers of KiB, MiB or GiB, at most five or six on an axis."""

    def __call__(self):
        return self.tick_values(*self.axis.get_view_interval())

    def tick_values(self, vmin, vmax):
        return MultipleLocator(_step(vmax - vmin, vmax)).tick_values(vmin, vmax)


def _step(extent, most):
    """The least round step, in the unit that `most` is shown in, that divides the extent into at most five."""
    unit = 1024 ** max(0, min(4, (int(most).bit_length() - 1) // 10))
    return next((unit * step for step in _UNITS_OF_STEP if extent <= 5 * step * unit), unit * _UNITS_OF_STEP[-1])


def scale_sizes(axes, sizes):
    """A vertical axis of bytes: from nothing, or logarithmic where the sizes are far apart."""
    positive = [size for size in sizes if size > 0]
    if positive and max(positive) > WIDE_RANGE * min(positive):
        axes.set_yscale("log", base=2)
        axes.set_ylim(min(positive) / 1.5, max(positive) * 1.5)
        axes.yaxis.set_major_locator(LogLocator(2, numticks=10))
        axes.yaxis.set_minor_locator(NullLocator())
    else:
        axes.set_ylim(0, 1.06 * max(sizes, default=1) or 1)
        axes.yaxis.set_major_locator(BinaryLocator())
    axes.yaxis.set_major_formatter(FuncFormatter(lambda y, _: units.for_axis(units.size(y))))
