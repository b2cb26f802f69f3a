"""Web pages, with all that stands around an article on one."""

import json
from collections.abc import Sequence
from html import escape
from itertools import groupby

from tests.files import Block

_ABOVE = """<header><a href="/">The Daily Gazette</a></header>
<nav class="menu"><ul><li><a href="/">Home</a></li><li><a href="/shop">Shop now</a></li></ul></nav>
<div id="cookie-banner" class="cookie-consent"><p>We use cookies to improve your experience.</p>
<button>Accept all</button></div>"""
_BELOW = """<section id="comments" class="comments"><h2>Comments</h2>
<div class="comment"><p>First! Great post.</p></div>
</section><footer><p>Copyright 2024 The Daily Gazette. All rights reserved. <a href="/privacy">Privacy policy</a></p>
</footer>"""


def html(
    blocks: Sequence[Block],
    *,
    title: str = "",
    author: str = "",
    published: str = "",
    site: str = "",
    url: str = "",
    language: str = "en",
    bare: bool = False,
    linked_data: bool = True,
) -> bytes:
    """Make a web page of blocks, whose metadata stand in JSON-LD or, without `linked_data`, in meta elements.

    It has a menu, a cookie banner, comments and a footer; `bare` leaves them out.
    """
    head = _linked_data(title, author, published, site) if linked_data else _meta(title, author, published, site)
    link = f'<link rel="canonical" href="{escape(url)}">' if url else ""
    article = f"<article>{body(blocks)}</article>"
    page = article if bare else f"{_ABOVE}<main>{article}</main>{_BELOW}"
    return (
        f'<!DOCTYPE html>\n<html lang="{language}"><head><meta charset="utf-8"><title>{escape(title)}</title>'
        f"{head}{link}<script>var tracker = 'do not read me';</script><style>p {{ color: red }}</style></head>"
        f"<body>{page}</body></html>"
    ).encode()


def body(blocks: Sequence[Block]) -> str:
    """Write blocks as HTML elements, which XHTML would take too."""
    out: list[str] = []
    for is_item, group in groupby(blocks, lambda block: isinstance(block, str) and block.startswith("- ")):
        elements = "".join(_element(block) for block in group)
        out.append(f"<ul>{elements}</ul>" if is_item else elements)
    return "\n".join(out)


def _element(block: Block) -> str:
    if isinstance(block, tuple):
        rows = ("".join(f"<td>{escape(cell)}</td>" for cell in row) for row in block)
        return "<table>" + "".join(f"<tr>{row}</tr>" for row in rows) + "</table>"
    mark, _, text = block.partition(" ")
    if mark and not mark.strip("#"):
        return f"<h{len(mark)}>{escape(text)}</h{len(mark)}>"
    return f"<li>{escape(text)}</li>" if mark == "-" else f"<p>{escape(block)}</p>"


def _linked_data(title: str, author: str, published: str, site: str) -> str:
    item: dict[str, object] = {"@context": "https://schema.org", "@type": "NewsArticle", "headline": title}
    if author:
        item["author"] = {"@type": "Person", "name": author}
    if published:
        item["datePublished"] = published
    if site:
        item["publisher"] = {"@type": "Organization", "name": site}
    return f'<script type="application/ld+json">{json.dumps(item)}</script>'


def _meta(title: str, author: str, published: str, site: str) -> str:
    given = {
        "og:title": title,
        "og:site_name": site,
        "article:published_time": published,
    }
    properties = "".join(
        f'<meta property="{name}" content="{escape(value)}">' for name, value in given.items() if value
    )
    return properties + (f'<meta name="author" content="{escape(author)}">' if author else "")
