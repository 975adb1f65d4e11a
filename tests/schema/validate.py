#!/usr/bin/python3
"""Holds published NDJSON to the JSON Schemas.

    tests/schema/validate.py FILE...

Each line of each FILE must be a record, a relation or a dead letter (told apart by its member `kind`) and fit
the schema of that kind in connectors/formats/schema. A record is also held to IPTC's own ninjs 3.1 schema, with
the object `wire` taken out, where that schema is at hand: the file named by NINJS_SCHEMA, or in the directory of
shared corpora beside the project. Nothing is ever fetched.

Prints the first violations with file and line, what was seen, and last `N passed, N failed`. Exit codes: 0 all fit, 1 violations,
64 usage, 69 the validator is not installed (Debian: python3-jsonschema).
"""
import datetime
import json
import os
import pathlib
import sys

try:
    import jsonschema
except ImportError:
    print("validate.py: python3-jsonschema is not installed", file=sys.stderr)
    sys.exit(69)

PROJECT = pathlib.Path(__file__).resolve().parents[2]
SCHEMAS = PROJECT / "connectors" / "formats" / "schema"
NINJS = "../shared/corpora/iptc/newsinjson/specification/ninjs-schema_3.1.json"
VIOLATIONS_SHOWN = 20


def checker(schema, known=None):
    """A validator that resolves references to `known` only and checks dates as well."""
    validator = jsonschema.Draft202012Validator
    validator.check_schema(schema)
    resolver = jsonschema.RefResolver.from_schema(schema, store=known or {}, handlers={
        scheme: refuse for scheme in ("http", "https", "ftp", "file")})
    formats = jsonschema.FormatChecker()
    # Debian's package checks dates only with a further package, and would silently pass them without it.
    formats.checks("date-time", raises=ValueError)(is_moment)
    return validator(schema, resolver=resolver, format_checker=formats)


def is_moment(text):
    """RFC 3339; the year 0, which Python does not know, is a leap year like 2000."""
    if isinstance(text, str):
        datetime.datetime.fromisoformat("2000" + text[4:] if text.startswith("0000") else text)
    return True


def refuse(url):
    raise jsonschema.RefResolutionError(f"{url} would have to be fetched")


def own_checkers():
    kinds = {None: "record", "relation": "relation", "deadLetter": "dead_letter"}
    return {kind: checker(json.loads((SCHEMAS / f"{name}.schema.json").read_text(encoding="utf-8")))
            for kind, name in kinds.items()}


def ninjs_checker():
    """IPTC's schema, or None where it is not at hand."""
    path = pathlib.Path(os.environ.get("NINJS_SCHEMA", PROJECT / NINJS))
    if not path.is_file():
        return None
    schema = json.loads(path.read_text(encoding="utf-8"))
    # A keyword strayed in among the definitions, where only schemas with a name belong.
    schema["$defs"].pop("unevaluatedProperties", None)
    # The form of geographic objects is defined elsewhere. Records hold none, so that any object will do.
    geojson = "https://geojson.org/schema/GeoJSON.json"
    return checker(schema, {geojson: {"type": "object"}})


def refuse_constant(name):
    raise ValueError(f"{name} is not JSON")


def once_only(pairs):
    names = [name for name, _ in pairs]
    twice = {name for name in names if names.count(name) > 1}
    if twice:
        raise ValueError(f"named twice: {', '.join(sorted(twice))}")
    return dict(pairs)


def violations(line, own, ninjs):
    """The kind of a line and the sentences about what is wrong with it."""
    try:
        value = json.loads(line, object_pairs_hook=once_only, parse_constant=refuse_constant)
    except (ValueError, UnicodeDecodeError) as error:
        return "unreadable", [str(error)]
    kind = value.get("kind") if isinstance(value, dict) else None
    if kind not in own:
        return "unreadable", [f"unknown kind {kind!r}"]
    found = [(own[kind], value)]
    if kind is None and ninjs is not None and isinstance(value, dict):
        found.append((ninjs, {name: part for name, part in value.items() if name != "wire"}))
    sentences = []
    for validator, part in found:
        for error in validator.iter_errors(part):
            where = "/".join(str(step) for step in error.absolute_path) or "(top)"
            sentences.append(f"{where}: {error.message[:300]}")
    return kind or "record", sentences


def main(paths):
    if not paths:
        print(__doc__, file=sys.stderr)
        return 64
    own, ninjs = own_checkers(), ninjs_checker()
    counts, bad = {}, 0
    for path in paths:
        with open(path, "rb") as lines:
            for number, line in enumerate(lines, 1):
                kind, sentences = violations(line, own, ninjs)
                counts[kind] = counts.get(kind, 0) + 1
                bad += bool(sentences)
                for sentence in sentences:
                    if bad <= VIOLATIONS_SHOWN:
                        print(f"{path}:{number}: {kind}: {sentence}")
    seen = ", ".join(f"{count} {kind}" for kind, count in sorted(counts.items())) or "nothing"
    against = "own schemas and ninjs 3.1" if ninjs else "own schemas (ninjs 3.1 is not at hand)"
    print(f"{seen}; held to {against}")
    print(f"{sum(counts.values()) - bad} passed, {bad} failed")
    return 1 if bad or not counts else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
