"""JSON-LD as it is found, microdata and RDFa as the same nodes."""

from __future__ import annotations

import json
from collections.abc import Mapping

import pytest
from hypothesis import given
from hypothesis import strategies as st
from selectolax.lexbor import LexborHTMLParser

from workers.parse.metadata.structured import ARTICLE_TYPES, Graph, link, plain, read_json_ld, types_of
from workers.parse.metadata.structured_items import read_items
from workers.parse.metadata.structured_json import MAX_BLOCK, read_block

ARTICLE = {"@type": "NewsArticle", "headline": "Ferry returns"}


@pytest.mark.parametrize(
    "block",
    [
        '{"@type": "NewsArticle", "headline": "Ferry returns",}',
        '[{"@type": "NewsArticle", "headline": "Ferry returns",},]',
        '//<![CDATA[\n{"@type": "NewsArticle", "headline": "Ferry returns"}\n//]]>',
        '<!-- {"@type": "NewsArticle", "headline": "Ferry returns"} -->',
        '/* made by hand */ {"@type": "NewsArticle", // what it is\n "headline": "Ferry returns"}',
        "{&quot;@type&quot;: &quot;NewsArticle&quot;, &quot;headline&quot;: &quot;Ferry returns&quot;}",
        '\ufeff{"@type": "NewsArticle", "headline": "Ferry returns"};',
        '{"@graph": [{"@type": "WebSite"}, {"@type": "NewsArticle", "headline": "Ferry returns"}]}',
        '{"@type": "WebSite"}\n{"@type": "NewsArticle", "headline": "Ferry returns"}',
        '{"@type": "WebPage", "mainEntity": {"@type": "NewsArticle", "headline": "Ferry returns"}}',
        '{"@type": ["http://schema.org/NewsArticle"], "headline": "Ferry\\\' returns"}',
    ],
)
def test_a_broken_block_with_one_reading_is_read(block: str) -> None:
    found = read_json_ld([block]).of_type(ARTICLE_TYPES)
    assert [plain(node["headline"]).replace("'", "") for node in found] == ["Ferry returns"]  # type: ignore[union-attr]


def test_line_breaks_in_strings_are_kept_as_blanks() -> None:
    (node,) = read_json_ld(['{"@type": "Article", "headline": "Ferry\n\treturns"}']).nodes
    assert plain(node["headline"]) == "Ferry returns"


def test_comment_signs_inside_strings_stay() -> None:
    (found,) = read_block('{"url": "https://a.example/*x*/", "b": "1, ]",}')
    assert found == {"url": "https://a.example/*x*/", "b": "1, ]"}


def test_a_hopeless_block_gives_the_flat_facts_that_it_states() -> None:
    block = '{"@type": "NewsArticle", "headline": "A "quoted" word", "datePublished": "2024-05-01T10:00:00Z", '
    assert read_block(block) == [{"@type": "NewsArticle", "headline": "A ", "datePublished": "2024-05-01T10:00:00Z"}]
    assert read_block('{"@type": "Product", "datePublished": "2024-05-01"') == []


def test_references_lead_to_what_they_name() -> None:
    graph = read_json_ld(
        [
            json.dumps(
                {
                    "@graph": [
                        {"@type": "Article", "author": {"@id": "#p"}},
                        {"@id": "#p", "@type": "Person", "name": "Jane"},
                    ]
                }
            )
        ]
    )
    assert [plain(one) for one in graph.resolve(graph.nodes[0]["author"])] == ["Jane"]
    assert list(graph.resolve(None)) == []


def test_values_are_plain_text_whatever_they_are_wrapped_in() -> None:
    assert plain({"@value": "a &amp;amp; <b>b</b>"}) == "a & b"
    assert plain([{"name": ""}, {"name": "x"}]) == "x"
    assert plain(True) is None
    assert plain(3) == "3"
    assert link([{"url": "/a"}]) == "/a"
    assert types_of({"@type": "schema:NewsArticle"}) == ("newsarticle",)


def test_microdata_and_rdfa_give_nodes_of_the_same_shape() -> None:
    microdata = """<div itemscope itemtype="https://schema.org/NewsArticle"><h1 itemprop="headline">Ferry</h1>
      <b itemprop="author" itemscope itemtype="https://schema.org/Person"><a itemprop="name" href="/j">Jane</a></b>
      <time itemprop="datePublished" datetime="2024-05-01">1 May</time></div>"""
    rdfa = """<div typeof="schema:NewsArticle"><h1 property="schema:headline">Ferry</h1><span property="schema:author"
      typeof="schema:Person"><a property="schema:name">Jane</a></span><time property="schema:datePublished"
      datetime="2024-05-01">1 May</time></div>"""
    for html, via in ((microdata, "microdata"), (rdfa, "rdfa")):
        graph = items(html)
        assert graph.via == via
        (node,) = graph.of_type(ARTICLE_TYPES)
        assert (plain(node["headline"]), plain(node["author"]), node["datePublished"]) == (
            "Ferry",
            "Jane",
            "2024-05-01",
        )


def test_authors_of_comments_are_not_the_articles() -> None:
    html = """<div itemscope itemtype="https://schema.org/Article"><b itemprop="author">Jane</b>
      <ol class="comments"><li><b itemprop="author">Troll</b></ol></div>"""
    assert items(html).nodes[0]["author"] == "Jane"


def items(html: str) -> Graph:
    tree = LexborHTMLParser(html)
    return read_items([node for node in tree.css("*") if {"itemprop", "typeof", "property"} & set(node.attributes)])


def test_hostile_blocks_are_bounded() -> None:
    assert read_block("[" * 200_000) == []
    assert read_block('{"a":' * 100_000) == []
    assert read_block("x" * (MAX_BLOCK + 1)) == []
    for part in ('\\"', "/*", "//", ",", "<!--", '"', "{} "):
        assert read_block("{" + part * 100_000) == []
    wide = read_json_ld([json.dumps([{"@type": "Article"}] * 20_000)] * 3)
    assert len(wide.nodes) <= 3_000
    deep: object = {"@type": "Article"}
    for _ in range(200):
        deep = {"@type": "Thing", "about": deep}
    assert len(read_json_ld([json.dumps(deep)]).nodes) < 30


@given(st.text(max_size=300) | st.lists(st.sampled_from([*'{}[]",:\\/*', "@type", "Article", " "])).map("".join))
def test_any_block_is_read_without_an_error(text: str) -> None:
    nodes = read_json_ld([text]).nodes
    assert all(isinstance(node, Mapping) for node in nodes)
    assert len(nodes) <= text.count("{") + text.count("[")
