"""HTML from values. Text becomes markup here and nowhere else, and is escaped on the way."""

from html import escape


class Markup(str):
    """Text that is HTML already."""


_VOID = {"input", "meta"}


def tag(name, /, *children, **attributes):
    """tag("p", "a < b", cls="x") -> <p class="x">a &lt; b</p>. Only Markup goes in as it is."""
    written = "".join(f' {key.replace("cls", "class").replace("_", "-")}="{escape(str(value))}"'
                      for key, value in attributes.items() if value is not None)
    if name in _VOID:
        return Markup(f"<{name}{written}>")
    return Markup(f"<{name}{written}>{''.join(text(child) for child in children)}</{name}>")


def text(value):
    return value if isinstance(value, Markup) else Markup(escape(str(value)))


def join(parts, between=""):
    return Markup(between.join(text(part) for part in parts))
