from __future__ import annotations
from workers.parse.body_choice import Choice, _HEADINGS
from workers.parse.body_names import Role
from workers.parse.body_outline import Outline


def trim(outline: Outline, choice: Choice, title: str | None):
    from workers.parse.body import Body

    kept = []
    captions = []
    key = _key(title or "")
    for index in range(choice.first, choice.last):
        block = outline.blocks[index]
        if choice.out[index] is Role.CAPTION:
            captions.append(block.text)
        if choice.out[index] is not Role.PLAIN:
            continue
        if block.linked > block.weight * 0.7:
            continue
        if _key(block.text) == key:
            continue
        kept.append(index)
    while kept and outline.elements[outline.blocks[kept[-1]].owner].kind in _HEADINGS:
        kept.pop()
    return Body(tuple(outline.blocks[i].text for i in kept), 1.0, tuple(captions))


def _key(text: str) -> str:
    return "".join(c for c in text.casefold() if c.isalnum())
