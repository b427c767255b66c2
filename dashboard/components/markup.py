"""The same page as plain HTML: for the first paint, before scripts have loaded, and for ``/ringkas``.

A page is built once as a tree of Dash components. A browser with JavaScript gets that tree through Dash;
the first answer and phones without JavaScript get it as HTML. Interactive parts become quiet gaps of
their own height, so nothing jumps when they arrive.
"""

from __future__ import annotations

from html import escape

from dash.development.base_component import Component

_VOID = {"img", "br", "hr", "link", "meta", "input"}
_NAMES = {
    "className": "class",
    "htmlFor": "for",
    "colSpan": "colspan",
    "rowSpan": "rowspan",
    "tabIndex": "tabindex",
}
_PLAIN = {"id", "href", "src", "alt", "title", "role", "lang", "width", "height", "type", "scope", "open"}
_PLAIN |= {"method", "action", "name", "value", "target", "hidden", "download", "rel"}
_PLAIN |= {"required", "min", "max", "step", "maxLength", "placeholder", "disabled"}


def to_html(node: object) -> str:
    """HTML of a component tree; text is escaped; None is nothing."""
    if node is None or node is False:
        return ""
    if isinstance(node, list | tuple):
        return "".join(to_html(part) for part in node)
    if not isinstance(node, Component):
        return escape(str(node))
    if node._namespace == "dash_html_components":
        return _element(node._type.lower(), node)
    if node._type == "Link":
        return _element("a", node)
    if node._type == "Input" and node._namespace == "dash_core_components":
        return _element("input", node)  # forms work before scripts do
    return _gap(node)


def _element(tag: str, node: Component) -> str:
    attributes = "".join(_attributes(node))
    if tag in _VOID:
        return f"<{tag}{attributes}>"
    return f"<{tag}{attributes}>{to_html(getattr(node, 'children', None))}</{tag}>"


def _attributes(node: Component) -> list[str]:
    parts = []
    # Sorted: Dash keeps aria- and data- names in a set, and the same page must be the same bytes.
    for name, value in sorted(node.to_plotly_json()["props"].items()):
        if name == "data-terpilih":
            parts.append(" selected")
        elif name == "style":
            parts.append(f' style="{escape(_css(value))}"')
        elif value is True and name in _PLAIN:
            parts.append(f" {name}")
        elif _is_attribute(name) and value is not None and value is not False and not isinstance(value, dict):
            parts.append(f' {_NAMES.get(name, name)}="{escape(str(value))}"')
    return parts


def _is_attribute(name: str) -> bool:
    return name in _NAMES or name in _PLAIN or name.startswith(("aria-", "data-"))


def _css(style: dict) -> str:
    def kebab(name: str) -> str:
        if name.startswith("--"):
            return name
        return "".join(f"-{c.lower()}" if c.isupper() else c for c in name)

    return ";".join(f"{kebab(k)}:{v}" for k, v in style.items())


def _gap(node: Component) -> str:
    """Place of a part that needs scripts: same class, same height, nothing in it."""
    style = getattr(node, "style", None) or {}
    kept = {k: style[k] for k in ("height", "aspectRatio", "width", "maxWidth", "margin") if style.get(k)}
    height = f' style="{escape(_css(kept))}"' if kept else ""
    if node._type == "Select":
        return f'<span class="pilihan-awal">{escape(_chosen(node))}</span>'
    name = escape(getattr(node, "className", None) or "")
    return f'<div class="{name}"{height} aria-hidden="true"></div>'


def _chosen(select: Component) -> str:
    for option in getattr(select, "data", None) or []:
        for item in option.get("items", [option]):
            if item.get("value") == getattr(select, "value", None):
                return str(item["label"])
    return ""
