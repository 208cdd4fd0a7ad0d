"""The markup styles by name. Each is a function from a sheet to a whole HTML document."""

from __future__ import annotations

from collections.abc import Callable

from workers.demo.layouts_modern import application, fields, microdata, semantic, wordpress
from workers.demo.layouts_old import breaks, form, mobile, soup, tables
from workers.demo.sheet import Sheet, hashed_name, plain_name

Layout = Callable[[Sheet], str]

LAYOUTS: dict[str, Layout] = {
    "semantic": semantic,
    "wordpress": wordpress,
    "application": application,
    "microdata": microdata,
    "fields": fields,
    "tables": tables,
    "breaks": breaks,
    "soup": soup,
    "form": form,
    "mobile": mobile,
}


def class_names(layout: str) -> Callable[[str], str]:
    """How a layout turns a role into a class."""
    return hashed_name if layout == "application" else plain_name
