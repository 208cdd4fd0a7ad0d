"""Articles to compare, written for these tests."""

from __future__ import annotations

from workers.records import Article

STORY = (
    "The city council of Northfield voted on Monday to close the old harbour bridge for at least eighteen months.",
    "Engineers had found cracks in four of the nine steel beams during an inspection in late October.",
    "Some 31,000 vehicles a day cross the bridge, among them most of the lorries that serve the fish market.",
    "Mayor Lena Fox said that the decision was hard but that nobody on the council was ready to wait for an accident.",
    "Traders on the eastern bank fear for the Christmas season and ask for a free ferry until the work is done.",
    "The repair will cost about 46 million, of which the state has promised to pay two thirds over five years.",
    "A temporary footbridge is to be opened in March, and cyclists will be sent through the tunnel by the station.",
)
OTHER = (
    "Farmers in the upper valley have begun to bring in the olives three weeks earlier than in any year on record.",
    "The summer was so dry that many trees shed half of their fruit before the middle of August.",
    "Oil mills report yields of 14 percent where 19 percent would be usual at this time of the year.",
    "Buyers from the coast are already offering double the price of last autumn for the first pressing.",
    "The cooperative wants to dig 12 more wells, which the water board has refused twice since spring.",
    "For the pickers the short season means work for twenty days instead of the usual forty.",
    "Many of them come from the south and travel on to the citrus groves when the olives are done.",
)
RATES = (
    "The central bank published the official exchange rates for the day on its website this morning as usual.",
    "One dollar buys {0} at the counter and sells for {1} in the licensed offices of the capital.",
    "The euro was quoted at {2} for buyers and {3} for sellers while the pound stood at {4} in the afternoon.",
    "A gram of gold of 21 carats was traded at {5} and a silver ounce at {6} on the local market.",
    "Rates differ between the cities and offices because of supply and demand, and of what transport costs.",
    "The next rates will be published tomorrow after the close of trading on the exchange in the capital.",
)


def article(
    title: str = "Harbour bridge to close for eighteen months",
    paragraphs: tuple[str, ...] = STORY,
    url: str = "https://example.com/news/2020/01/07/bridge-closes",
    **more: object,
) -> Article:
    return Article(url=url, title=title, paragraphs=paragraphs, **more)  # type: ignore[arg-type]


def rates(*numbers: str) -> tuple[str, ...]:
    return tuple(text.format(*numbers) for text in RATES)
