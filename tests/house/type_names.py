#!/usr/bin/env python3
"""One name, one type: a class, struct or enum that stands in a namespace of the product has a name of its own, so that who searches for it, or
reads it in a message of the compiler, finds one. Types inside a class or an unnamed namespace are known by where they stand and do not count."""
import collections
import pathlib
import re
import sys

SOURCE = pathlib.Path(__file__).resolve().parents[2]
# Names that two types have on purpose, with the reason.
ALLOWED = {
    "Need": "record::Need says of a key whether it has to be there, and nobody outside harness/record names it",
}
TYPE = re.compile(r"^(?:template <[^;{]*>\s*)?(?:class|struct|enum(?: class)?|union)\s+(?:\[\[\w+\]\]\s+)?([A-Z]\w*)(?:\s+final)?\s*(?::[^:][^;{]*)?\{", re.MULTILINE)
ALIAS = re.compile(r"^using ([A-Z]\w*) = ", re.MULTILINE)


def types(text):
    """Names of types that begin at the margin: clang-format leaves what stands in a namespace there, and indents what stands in a type."""
    return TYPE.findall(text) + ALIAS.findall(text)


def found(root):
    places = collections.defaultdict(list)
    for folder in ("generator", "harness", "reports"):
        for path in sorted((root / folder).rglob("*.hpp")):
            for name in types(path.read_text()):
                places[name].append(path.relative_to(root).as_posix())
    return places


def self_test():
    seen = types("struct Alpha {\nclass Beta final : public Alpha {\nenum class Gamma : std::uint8_t { one };\nusing Delta = int;\ntemplate <class T>\nstruct Epsilon {\n    struct Inner {\n"
                 "class Declared;\n// struct Comment {\n")
    if sorted(seen) != ["Alpha", "Beta", "Delta", "Epsilon", "Gamma"]:
        sys.exit(f"FAILED: of a sample it saw {seen}")


def main():
    self_test()
    places = found(SOURCE)
    if len(places) < 100:
        sys.exit(f"FAILED: only {len(places)} types were found; a check that looks at nothing proves nothing")
    wrong = [f"{name}: {', '.join(where)}" for name, where in sorted(places.items()) if len(where) > 1 and name not in ALLOWED]
    stale = [f"{name} is allowed twice and is not there twice" for name in ALLOWED if len(places.get(name, ())) < 2]
    if wrong or stale:
        sys.exit("FAILED: types of one name\n" + "\n".join(wrong + stale))
    print(f"{len(places)} types, each with a name of its own")


if __name__ == "__main__":
    main()
