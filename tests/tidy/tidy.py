"""Checks what a program can check of CONTRIBUTING, over the files that git knows.

Each rule is tried on a bad example first: a check that cannot fail is no check.
"""
import pathlib
import re
import subprocess
import sys

# The one direction of dependency: a folder may include itself and what stands left of it.
LAYERS = ["pipeline", "connectors", "config", "daemon"]
CONNECTORS = ["connectors/formats", "connectors/http", "connectors/kafka", "connectors/local"]

# Third-party headers, and the only folder whose .cc files may include them.
THIRD_PARTY = {
    "curl/": "connectors/http/", "libxml/": "connectors/formats/", "simdjson.h": "connectors/formats/",
    "yaml-cpp/": "config/", "CLI/": "daemon/", "unicode/": "pipeline/text/", "cld2/": "pipeline/wire/",
    "xxhash.h": "pipeline/hash.cc", "librdkafka/": "connectors/kafka/", "microhttpd.h": "daemon/",
    "systemd/": "daemon/",
}
# Where the tests may include them too.
TEST_ALLOWS = ("gtest/", "gmock/", "benchmark/", "librdkafka/", "simdjson.h")

STAGE_FILES = ("pipeline/prepare.cc", "pipeline/deduplicate.cc", "pipeline/finish.cc", "pipeline/exact_state.cc",
               "pipeline/stories.cc", "pipeline/wire/", "pipeline/text/")
# A stage does no I/O, reads no clock, knows no chance and never sleeps.
STAGE_FORBIDS = re.compile(r"#include <(chrono|thread|random|fstream|iostream|ctime|unistd\.h|sys/[a-z]+\.h)>"
                           r"|pipeline/clock\.h|\brand\(|\bgetenv\(")
SOURCE = (".cc", ".h")


def layer_of(path):
    top = path.split("/")[0]
    return LAYERS.index(top) if top in LAYERS else None


def check_includes(path, text):
    for number, line in enumerate(text.splitlines(), 1):
        match = re.match(r'\s*#\s*include\s*([<"])([^>"]+)[>"]', line)
        if not match:
            continue
        target = match[2]
        mine, theirs = layer_of(path), layer_of(target)
        if mine is not None and theirs is not None and theirs > mine:
            yield number, f"{path.split('/')[0]} may not include {target}: dependencies point one way"
        if mine is not None and target.startswith("tests/"):
            yield number, f"the product may not include {target}"
        for folder in CONNECTORS:
            if path.startswith(folder + "/") and target.startswith("connectors/") \
                    and not target.startswith(folder + "/"):
                yield number, f"{folder} may not include {target}: connectors do not know each other"
        for header, owner in THIRD_PARTY.items():
            if target.startswith(header) and not path.startswith(owner):
                if not (path.startswith("tests/") and header in TEST_ALLOWS):
                    yield number, f"only {owner} may include {target}"
            if target.startswith(header) and path.endswith(".h"):
                yield number, f"{target} is included in a header; third-party headers stay in .cc files"


def check_stage(path, text):
    if not path.startswith(STAGE_FILES):
        return
    for number, line in enumerate(text.splitlines(), 1):
        if STAGE_FORBIDS.search(line):
            yield number, "a stage does no I/O, clock, randomness or sleep"


def check_header(path, text):
    if not path.endswith(".h"):
        return
    if "#pragma once" not in text:
        yield 1, "no #pragma once"
    if not text.startswith("// "):
        yield 1, "a header begins with what it is for"


def check_own_header_first(path, text):
    if not path.endswith(".cc") or layer_of(path) is None:
        return
    own = path[:-3] + ".h"
    if f'"{own}"' in text:
        first = re.search(r'#include [<"]([^>"]+)', text)
        if first and first[1] != own:
            yield 1, f"{own} is not included first"


def check_form(path, text):
    for number, line in enumerate(text.splitlines(), 1):
        # A line may only be longer where it cannot be broken.
        if path.endswith(SOURCE) and len(line) > 120 and "R\"" not in line and "http" not in line:
            yield number, f"{len(line)} columns"
        if line != line.rstrip() and not path.endswith((".md", ".expected")):
            yield number, "white space at the end"
        if "\t" in line and path.endswith(SOURCE):
            yield number, "a tab"
    if text and not text.endswith("\n"):
        yield text.count("\n") + 1, "no line end at the end"


def check_words(path, text):
    words = re.compile("|".join(["TO" + "DO", "FIX" + "ME", "\\bXX" + "X\\b", "HA" + "CK\\b"]))
    for number, line in enumerate(text.splitlines(), 1):
        if path.endswith(SOURCE) and words.search(line):
            yield number, "open ends belong into an issue"


CHECKS = [check_includes, check_stage, check_header, check_own_header_first, check_form, check_words]

# (path, text, what the message must say): each must be caught.
BAD = [
    ("pipeline/a.cc", '#include "connectors/http/client.h"\n', "dependencies point one way"),
    ("pipeline/a.h", '// A.\n#pragma once\n#include "daemon/service.h"\n', "dependencies point one way"),
    ("connectors/http/a.cc", '#include "config/config.h"\n', "dependencies point one way"),
    ("connectors/http/a.cc", '#include "connectors/local/journal.h"\n', "do not know each other"),
    ("daemon/a.cc", "#include <curl/curl.h>\n", "only connectors/http/ may include"),
    ("connectors/http/a.h", "// A.\n#pragma once\n#include <curl/curl.h>\n", "stay in .cc files"),
    ("pipeline/a.cc", '#include "tests/simulation/world.h"\n', "may not include tests/"),
    ("pipeline/prepare.cc", "#include <chrono>\n", "a stage does no"),
    ("pipeline/wire/a.cc", '#include "pipeline/clock.h"\n', "a stage does no"),
    ("config/a.h", "#include <string>\n", "#pragma once"),
    ("config/a.h", "#pragma once\n", "begins with what it is for"),
    ("config/a.cc", '#include <string>\n#include "config/a.h"\n', "not included first"),
    ("config/a.cc", "int a; \n", "white space"),
    ("config/a.cc", "int a;", "no line end"),
    ("config/a.cc", "// TO" + "DO later\n", "open ends"),
]


def problems_of(path, text):
    for check in CHECKS:
        for number, message in check(path, text):
            yield f"{path}:{number}: {message}"


def main():
    passed = failed = 0
    for path, text, expected in BAD:
        if any(expected in problem for problem in problems_of(path, text)):
            passed += 1
        else:
            failed += 1
            print(f"the rule `{expected}` did not catch its bad example in {path}")
    files = subprocess.run(["git", "ls-files", "--cached", "--others", "--exclude-standard"],
                           capture_output=True, text=True, check=True).stdout.split("\n")
    for path in filter(None, files):
        file = pathlib.Path(path)
        if not file.is_file() or file.suffix in (".png", ".gz", ".bin"):
            continue
        try:
            text = file.read_text(encoding="utf-8")
        except UnicodeDecodeError:
            continue
        found = list(problems_of(path, text)) if not path.startswith(("tests/config/bad/", "tests/fuzz/seeds/")) else []
        passed += not found
        failed += bool(found)
        for problem in found:
            print(problem)
    print(f"{passed} passed, {failed} failed")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
