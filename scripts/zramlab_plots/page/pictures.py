"""Figures inside the page: SVG whose ink follows the page's light or dark colours."""

import re
from html import escape

from zramlab_plots import figures, style
from zramlab_plots.page.html import Markup, tag

_TALL = 0.65  # height to width, from which a picture is printed on an upright sheet


def colours():
    """The CSS that gives every colour of the pictures its light and its dark value; browsers that cannot choose take the light one."""
    light = "".join(f"{_variable(colour)}:{colour};" for colour in style.DARK)
    both = "".join(f"{_variable(colour)}:light-dark({colour},{other});" for colour, other in style.DARK.items())
    return f"figure{{{light}}}\n@supports (color: light-dark(black, white)) {{ figure{{{both}}} }}\n"


def render(results):
    """[(name, title, markup)]"""
    return [(module.NAME, module.TITLE, _picture(module, figure)) for module, figure in figures.drawn(results)]


def _picture(module, figure):
    width, height = figure.get_size_inches()
    return tag("figure", _inline(figures.as_svg(figure), module), id=module.NAME, tabindex="0", aria_label=module.TITLE,
               cls="tall" if height > _TALL * width else None)


def _inline(svg, module):
    """Without its XML prologue and metadata, with identifiers of its own, and stretching to the page's width."""
    svg = svg[svg.index("<svg"):]
    svg = re.sub(r"<metadata>.*?</metadata>", "", svg, flags=re.S)
    svg = re.sub(r'\b(id="|url\(#|xlink:href="#)', rf"\g<1>{module.NAME}-", svg)
    for colour in style.DARK:
        svg = svg.replace(colour, f"var({_variable(colour)})")
    head, rest = svg.split(">", 1)
    head = re.sub(r'\s(width|height|version|xmlns(:xlink)?)="[^"]*"', "", head)
    described = escape(f"{module.TITLE}. {module.SUBTITLE} The numbers are in the table of all results.")
    return Markup(f'{head} role="img" aria-label="{described}">{rest}')


def _variable(colour):
    return "--x" + colour[1:]
