# The glossary: every word once, in order, used somewhere; and none of the house's own words missing.
import json
import pathlib
import re
import unittest

SOURCE = pathlib.Path(__file__).resolve().parents[2]
GLOSSARY = SOURCE / "docs" / "glossary.md"
ROW = re.compile(r"^\| ([^|]+?) \| (.+) \|$", re.MULTILINE)
# Words that mean something else here than elsewhere, or nothing elsewhere: who meets one has to find it.
HOUSE = ("account", "actor", "again", "attempt", "bench", "campaign", "case", "cast", "claim", "class", "conclusion", "control flow", "conversation", "coverage", "defect",
         "deviation", "evidence", "faithful", "finding", "flow", "hook", "lab", "level", "line", "margin", "matrix", "misdelivery", "note", "onset", "outcome", "place",
         "preflight", "preset", "probe", "profile", "record", "replay", "run", "sentinel", "sign", "step", "stranger", "suite", "swarm", "symbol", "token", "variant",
         "verb", "verdict", "virtual time")


def rows():
    return [(word, text) for word, text in ROW.findall(GLOSSARY.read_text()) if word != "word" and not word.startswith("---")]


class Glossary(unittest.TestCase):
    def test_every_word_once_and_in_order(self):
        words = [word for word, _ in rows()]
        self.assertGreater(len(words), 80)
        self.assertEqual(words, sorted(set(words), key=str.casefold))

    def test_every_word_is_used(self):
        pages = [SOURCE / "README.md", *(path for path in (SOURCE / "docs").rglob("*.md") if path != GLOSSARY)]
        reports = [path for path in (SOURCE / "reports").rglob("*") if path.suffix in (".cpp", ".mustache")]
        text = "".join(path.read_text() for path in pages + reports)
        used = lambda word: re.search(rf"(?<![\w-]){re.escape(word)}(s|es)?(?![\w-])", text, re.IGNORECASE)
        self.assertEqual([word for word, _ in rows() if not used(word)], [])

    def test_the_words_of_the_house_are_there_and_marked(self):
        marked = {word for word, text in rows() if text.startswith("*Tsuka*. ")}
        self.assertEqual(sorted(set(HOUSE) - marked), [])

    def test_one_or_two_sentences_each(self):
        for word, text in rows():
            plain = re.sub(r"^\*Tsuka\*\. |`[^`]*`|(, )?RFC \d+( section \d+(\.\d+)*)?\.?", "", text)
            sentences = [one for one in re.split(r"\.(?: |$)", plain) if one.strip()]
            self.assertIn(len(sentences), (1, 2), f"{word}: {sentences}")
            self.assertGreater(len(text), 20, word)

    def test_verbs_are_those_of_today(self):
        text = dict(rows())
        steps = json.loads((SOURCE / "docs" / "schemas" / "suite.schema.json").read_text())["definitions"]["step"]["oneOf"]
        self.assertEqual(sorted(re.findall(r"`(\w+)`", text["verb"])), sorted(one["$ref"].rsplit("/", 1)[1] for one in steps))

    def test_it_can_be_found(self):
        for page in ("README.md", "docs/suite-language.md", "docs/verdicts.md", "docs/reading-a-report.md", "docs/architecture.md"):
            self.assertIn("glossary.md)", (SOURCE / page).read_text(), page)


if __name__ == "__main__":
    unittest.main()
