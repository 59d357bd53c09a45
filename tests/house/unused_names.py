#!/usr/bin/env python3
"""No function is declared in a header that nobody calls: dead code does not gather behind a public name.

Reads the sources as text: a name that stands nowhere but in its own declaration and definition is unused. What only tests call is listed
below with the reason why it is there all the same; an entry that is no longer true is an error, too.

unused_names.py SOURCE-TREE      the check
unused_names.py --self SOURCE-TREE    plants a function that nobody calls, and sees that it is found
"""
import collections
import pathlib
import re
import shutil
import sys
import tempfile

FOR_TESTS = {
    "dialled": "what a session of PPPoE ended as is only told to tests",
    "keep_at_most": "a small ceiling instead of the disk's",
    "memory_cable": "two ports that need neither a NIC nor the kernel",
    "parse_campaign": "text in place of a file, for fuzzing",
    "parse_expected": "text in place of a file, for fuzzing",
    "parse_fleet": "text in place of a file, for fuzzing",
    "parse_hooks": "text in place of a file, for fuzzing",
    "parse_language": "text in place of a file, for fuzzing",
    "parse_matrix": "text in place of a file, for fuzzing",
    "parse_users": "text in place of a file, for fuzzing",
    "parse_record": "text in place of a file, for fuzzing",
    "render_html": "a whole report as text, for golden outputs",
    "render_json": "a whole report as text, for golden outputs",
}
WORD = re.compile(r"[A-Za-z_]\w*")
DECLARED = re.compile(r"([A-Za-z_]\w*)\s*\([^;{}]*\)\s*(?:const)?\s*(?:noexcept)?\s*(?:override)?\s*[;{]")
NO_FUNCTION = {"if", "for", "while", "switch", "return", "sizeof", "abort", "runtime_error"}


def code(path):
    """The file without comments and without what stands in quotes."""
    text = re.sub(r"//.*", "", path.read_text())
    return re.sub(r'"(?:\\.|[^"\\\n])*"', '""', text)


def unused(tree):
    texts = {path: code(path) for top in ("generator", "harness", "reports") for path in (tree / top).rglob("*.[ch]pp")}
    count = collections.Counter(word for text in texts.values() for word in WORD.findall(text))
    headers = {path: text for path, text in texts.items() if path.suffix == ".hpp"}
    found = {}
    for path, text in headers.items():
        for match in DECLARED.finditer(text):
            name = match.group(1)
            calls = count[name] - 1
            # Its definition is no call of it: the line that begins at the margin.
            calls -= len(re.findall(rf"^\S[^\n]*\b{name}\(", texts.get(path.with_suffix(".cpp"), ""), re.M))
            if name not in NO_FUNCTION and calls <= 0:
                found[name] = path.relative_to(tree)
    return found


def check(tree):
    found = unused(tree)
    wrong = [f"{path}: nobody calls {name}" for name, path in sorted(found.items()) if name not in FOR_TESTS]
    wrong += [f"unused_names.py: {name} is called, or gone: take it off the list" for name in sorted(set(FOR_TESTS) - set(found))]
    tests = "\n".join(code(path) for path in (tree / "tests").rglob("*.[ch]pp"))
    wrong += [f"unused_names.py: no test calls {name}" for name in sorted(FOR_TESTS) if not re.search(rf"\b{name}\b", tests)]
    return wrong


def main():
    tree = pathlib.Path(sys.argv[-1]).resolve()
    if sys.argv[1] == "--self":
        with tempfile.TemporaryDirectory() as folder:
            copy = pathlib.Path(folder)
            for top in ("generator", "harness", "reports", "tests"):
                shutil.copytree(tree / top, copy / top, ignore=lambda _, names: [n for n in names if "." in n and not n.endswith(("pp"))])
            header = copy / "generator/base/octets.hpp"
            header.write_text(header.read_text() + "\n[[nodiscard]] int nobody_calls_this(int number);\n")
            wrong = check(copy)
            if wrong != ["generator/base/octets.hpp: nobody calls nobody_calls_this"]:
                sys.exit(f"the planted function was not what was found: {wrong}")
        return
    wrong = check(tree)
    if wrong:
        sys.exit("\n".join(wrong))


if __name__ == "__main__":
    main()
