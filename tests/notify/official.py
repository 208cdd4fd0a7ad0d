"""Holds events against the schemas that IPTC and the CloudEvents project publish, and our transcription beside them.

    python -m tests.notify.official --ninjs ninjs-schema_3.1.json --cloudevents cloudevents.json

The files, which belong to others and are therefore not in here:
    ninjs        https://www.iptc.org/std/ninjs/ninjs-schema_3.1.json
    cloudevents  https://raw.githubusercontent.com/cloudevents/spec/v1.0.2/cloudevents/formats/cloudevents.json

1. Every event of `tests.notify.shapes` (1,000 articles, full and thin, sources, gaps) must be valid.
2. Events are damaged: each part left out, replaced by a value of each other type, given a key that nobody knows; and
   each field that ninjs knows is put in with good and bad values, alone and many at random. The transcription that the
   test suite uses (`tests.notify.standards`) must say of each what the file says. Of the envelope it may say more: the
   schema of CloudEvents leaves half of the standard to its text.

Exit code 1 where anything differs. Formats (`uri`, `date-time`) are checked by our own rules, and by those of
jsonschema too where its packages are installed (`pip install "jsonschema[format-nongpl]"`).
"""

from __future__ import annotations

import argparse
import copy
import json
import random
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from jsonschema import Draft7Validator, Draft202012Validator, FormatChecker
from jsonschema.protocols import Validator
from referencing import Registry, Resource
from referencing.jsonschema import DRAFT202012

from tests.notify.schemas import formats
from tests.notify.shapes import of_all_kinds
from tests.notify.standards import cloudevents_faults, ninjs_faults

Place = tuple[str | int, ...]

VALUES: tuple[Any, ...] = (
    None, True, 0, -1, 7, 101, 1.5, "", "x", "usable", "text", "full", "2026", "2026-11-24", "2026-11-24T08:20:31Z",
    "2026-11-24 08:20", "https://news.example/a?b=c#d", "https://news.example/a b", "أ", "mailto:a@news.example",
    [], ["x"], [1], [{}], [{"name": "x"}], [{"value": "x"}], {}, {"x": 1}, {"name": "x"},
)  # fmt: skip
GEOJSON = "https://geojson.org/schema/GeoJSON.json"
RANDOM = 5000  # items of random fields
SHOWN = 20


def main(arguments: Sequence[str] | None = None) -> int:
    """The exit code."""
    parser = argparse.ArgumentParser(
        prog="python -m tests.notify.official",
        description=__doc__,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("--ninjs", type=Path, required=True, metavar="FILE")
    parser.add_argument("--cloudevents", type=Path, required=True, metavar="FILE")
    parser.add_argument("--articles", type=int, default=1000)
    parser.add_argument("--damaged", type=int, default=8, metavar="N", help="events to damage in every way")
    options = parser.parse_args(arguments)
    official = Official(_read(options.ninjs), _read(options.cloudevents))
    return max(_all_valid(official, options.articles), _same_verdicts(official, options.damaged))


class Official:
    """Both published schemas."""

    def __init__(self, ninjs: Mapping[str, Any], cloudevents: Mapping[str, Any]) -> None:
        anything = Resource.from_contents({}, default_specification=DRAFT202012)
        registry: Registry[Any] = Registry().with_resource(GEOJSON, anything)  # a standard of its own
        self.schema = ninjs
        self._item = Draft202012Validator(ninjs, registry=registry, format_checker=_formats())
        self._event = Draft7Validator(cloudevents, format_checker=_formats())

    def of_item(self, item: Any) -> list[str]:
        """What ninjs 3.1 finds wrong."""
        return _said(self._item, item)

    def of_event(self, event: Any) -> list[str]:
        """What CloudEvents finds wrong."""
        return _said(self._event, event)


def _all_valid(official: Official, articles: int) -> int:
    counted: Counter[str] = Counter()
    items, bad = 0, []
    for event in of_all_kinds(articles):
        counted[event["type"]] += 1
        found = official.of_event(event)
        if "item" in event["data"]:
            items += 1
            found += official.of_item(event["data"]["item"])
        bad += [(event["id"], event["type"], found)] if found else []
    print(f"{counted.total()} events, {items} of them with a news item, {len(bad)} invalid")
    for kind, number in sorted(counted.items()):
        print(f"  {number:5} {kind}")
    for one in bad[:SHOWN]:
        print("  invalid:", *one)
    return int(bool(bad))


def _same_verdicts(official: Official, events: int) -> int:
    said: Counter[str] = Counter()
    differ: list[str] = []
    for number, event in enumerate(_various(events)):
        item = event["data"]["item"]
        others = _of_the_schema(official.schema, item) if number == 0 else ()
        for what, damaged in (*_damaged(item), *others):
            theirs, ours = official.of_item(damaged), ninjs_faults(damaged)
            said["an item, refused" if theirs else "an item, taken"] += 1
            if bool(theirs) is not bool(ours):
                differ.append(f"item, {what}: file {theirs[:1]}, transcription {ours[:1]}")
        envelope = {name: value for name, value in event.items() if name != "data"}
        for what, damaged in _damaged(envelope):
            theirs, ours = official.of_event(damaged), cloudevents_faults(damaged)
            said["an envelope, refused" if theirs else "an envelope, taken"] += 1
            said["an envelope, refused by the standard's text alone"] += bool(ours and not theirs)
            if theirs and not ours:
                differ.append(f"envelope, {what}: file {theirs[:1]}, transcription content")
    print(f"{said.total()} verdicts on damaged events, {len(differ)} differ from the transcription's")
    for kind, number in sorted(said.items()):
        print(f"  {number:5} {kind}")
    for line in differ[:SHOWN]:
        print(" ", line)
    return int(bool(differ))


def _various(events: int) -> list[dict[str, Any]]:
    """Those of the first ones that have the most parts, each with the text of its body cut: it says nothing here."""
    full = [event for event in of_all_kinds(200) if "item" in event["data"]]
    full.sort(key=lambda event: len(list(_places(event["data"]["item"]))), reverse=True)
    return full[5 : 5 + events]  # the very longest hold hundreds of the same


def _damaged(whole: Mapping[str, Any]) -> Iterator[tuple[str, Any]]:
    """Each part left out, replaced, and, where it is an object, given a key that nobody knows."""
    for place in _places(whole):
        yield f"without {place}", _changed(whole, place, drop=True)
        for value in VALUES:
            yield f"{place} = {value!r}", _changed(whole, place, value)
    for place in ((), *_places(whole)):
        if isinstance(_at(whole, place), dict):
            yield f"{place} with an unknown key", _changed(whole, (*place, "khabar"), "x")


def _of_the_schema(schema: Mapping[str, Any], item: Mapping[str, Any]) -> Iterator[tuple[str, Any]]:
    """Each field that ninjs has on any level, with each value, in an item that is good without it; then random ones."""
    for place in _fields(schema, schema["$defs"]["ninjsType"], levels=4):
        for value in VALUES:
            grown: Any = value
            for step in reversed(place[1:]):
                grown = [grown] if step == 0 else {step: grown}
            yield f"{place} = {value!r}", {**item, str(place[0]): grown}
    chance = random.Random(20261124)
    for number in range(RANDOM):
        fields = schema["$defs"]["ninjsType"]["properties"]
        some = {name: _grown(schema, fields[name], chance, levels=4) for name in chance.sample(sorted(fields), k=2)}
        yield f"random item {number}", {**item, **some}


def _grown(schema: Mapping[str, Any], part: Mapping[str, Any], chance: random.Random, levels: int) -> Any:
    """What the schema describes, with some of its fields, now and then a wrong one."""
    part = _resolved(schema, part)
    fields = part.get("properties", {})
    if chance.random() < 0.02 or levels == 0:
        return chance.choice(VALUES)
    if fields:
        named = chance.sample(sorted(fields), k=chance.randint(0, min(5, len(fields))))
        return {name: _grown(schema, fields[name], chance, levels - 1) for name in (*part.get("required", ()), *named)}
    if "items" in part:
        return [_grown(schema, part["items"], chance, levels) for _ in range(chance.randint(0, 2))]
    by_kind = {"date-time": "2026-11-24T08:20:31+02:00", "uri": "urn:x:y", "integer": 7, "number": 1.5, "array": []}
    wanted = str(part.get("format") or part.get("type"))
    return chance.choice(part["enum"]) if "enum" in part else by_kind.get(wanted, chance.choice(("2026-11", "x")))


def _fields(schema: Mapping[str, Any], part: Mapping[str, Any], levels: int) -> Iterator[Place]:
    """Where the schema has fields; 0 is the member of a list."""
    part = _resolved(schema, part)
    if levels == 0:
        return
    for name, field in part.get("properties", {}).items():
        yield (name,)
        yield from ((name, *rest) for rest in _fields(schema, field, levels - 1))
    if "items" in part:
        yield from ((0, *rest) for rest in _fields(schema, part["items"], levels))


def _resolved(schema: Mapping[str, Any], part: Mapping[str, Any]) -> Mapping[str, Any]:
    """The part with the fields of what it refers to beside its own."""
    if not part.get("$ref", "").startswith("#/$defs/"):
        return part
    meant = schema["$defs"][part["$ref"].rpartition("/")[2]]
    both = {**meant, **part}
    both["properties"] = {**meant.get("properties", {}), **part.get("properties", {})}
    both["required"] = [*meant.get("required", ()), *part.get("required", ())]
    return both


def _places(part: Any) -> Iterator[Place]:
    """All parts of a JSON value, the first three members of a list."""
    if isinstance(part, (dict, list)):
        for step, value in list(part.items() if isinstance(part, dict) else enumerate(part[:3])):
            yield (step,)
            yield from ((step, *rest) for rest in _places(value))


def _at(whole: Any, place: Place) -> Any:
    for step in place:
        whole = whole[step]
    return whole


def _changed(whole: Any, place: Place, value: Any = None, *, drop: bool = False) -> Any:
    changed = copy.deepcopy(whole)
    inner = _at(changed, place[:-1])
    if drop:
        del inner[place[-1]]
    else:
        inner[place[-1]] = value
    return changed


def _said(validator: Validator, value: Any) -> list[str]:
    return [f"{error.json_path}: {error.message[:200]}" for error in validator.iter_errors(value)]


def _formats() -> FormatChecker:
    """Our rules and, where it has any, those of jsonschema: both must be content."""
    both = FormatChecker(formats=())
    for name in ("uri", "uri-reference", "date-time"):
        theirs = FormatChecker.checkers.get(name)

        def is_content(value: object, name: str = name, theirs: Any = theirs) -> bool:
            if not isinstance(value, str):
                return True
            return formats.conforms(value, name) and (theirs is None or bool(theirs[0](value)))

        both.checks(name)(is_content)
    return both


def _read(path: Path) -> dict[str, Any]:
    read: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
    return read


if __name__ == "__main__":
    raise SystemExit(main())
