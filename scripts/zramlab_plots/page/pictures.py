"""Figures inside the page: SVG whose ink follows the page's light or dark colours."""

import re

from zramlab_plots import figures, style
from zramlab_plots.page.html import Markup, tag


def colours():
    """The CSS that gives every colour of the pictures its light and its dark value."""
    light = "".join(f"{_variable(colour)}:{colour};" for colour in style.DARK)
    dark = "".join(f"{_variable(colour)}:{other};" for colour, other in style.DARK.items())
    return f"figure{{{light}}}\n@media (prefers-color-scheme: dark) {{ figure{{{dark}}} }}\n@media print {{ figure{{{light}}} }}\n"


def render(results):
    parts = [tag("figure", _inline(figures.as_svg(figure), module.NAME, module.TITLE), id=module.NAME)
             for module, figure in figures.drawn(results)]
    return parts


def _inline(svg, name, title):
    """Without its XML prologue and metadata, with identifiers of its own, and stretching to the page's width."""
    svg = svg[svg.index("<svg"):]
    svg = re.sub(r"<metadata>.*?</metadata>", "", svg, flags=re.S)
    svg = re.sub(r'\b(id="|url\(#|xlink:href="#)', rf"\g<1>{name}-", svg)
    for colour in style.DARK:
        svg = svg.replace(colour, f"var({_variable(colour)})")
    head, rest = svg.split(">", 1)
    head = re.sub(r'\s(width|height|version|xmlns(:xlink)?)="[^"]*"', "", head)
    return Markup(f'{head} role="img" aria-label="{title}">{rest}')


def _variable(colour):
    return "--x" + colour[1:]
