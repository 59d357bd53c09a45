# What is installed works where it stands: data, documents, manual page, completions; and so does the Debian package, unpacked.
import os
import pathlib
import shutil
import subprocess
import tempfile
import unittest

BUILD = pathlib.Path(os.environ["TSUKA_BUILD"])
SOURCE = pathlib.Path(__file__).resolve().parents[2]
PACKAGES = {"groff": "groff-base", "dpkg-deb": "dpkg", "dpkg-shlibdeps": "dpkg-dev", "strip": "binutils"}


def run(command, **options):
    environment = {name: value for name, value in os.environ.items() if name not in ("TSUKA_DATA", "DESTDIR")}
    return subprocess.run([str(word) for word in command], stdin=subprocess.DEVNULL, capture_output=True, text=True, timeout=240, env=environment, **options)


class Installed(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        for tool, package in PACKAGES.items():
            assert shutil.which(tool), f"'{tool}' is not installed (Debian package {package}); ./runtests installs it"
        cls.folder = tempfile.TemporaryDirectory()
        cls.addClassCleanup(cls.folder.cleanup)
        cls.prefix = pathlib.Path(cls.folder.name) / "usr"
        done = run(["cmake", "--install", BUILD, "--prefix", cls.prefix])
        assert done.returncode == 0, done.stderr

    def good(self, command, **options):
        done = run(command, cwd=self.folder.name, **options)
        self.assertEqual(done.returncode, 0, f"{command}\n{done.stdout[-1500:]}{done.stderr[-1500:]}")
        return done.stdout

    def test_the_installed_data_is_used(self):
        """A profile of the installed data is taken away, so it cannot come from the source tree."""
        (self.prefix / "share/tsuka/profiles/behave.toml").rename(self.prefix / "share/tsuka/profiles/elsewhere.toml")
        listed = self.good([self.prefix / "bin/tsuka", "list", "--what", "profiles"])
        self.assertIn("elsewhere", listed)
        self.assertNotIn("behave", listed)

    def test_a_run(self):
        self.good([self.prefix / "bin/tsuka", "run", "--dut", "sim:faithful", "--profile", "passthrough", "--out", "run"])

    def test_no_data_no_guess(self):
        alone = pathlib.Path(self.folder.name) / "alone"
        alone.mkdir()
        shutil.copy(self.prefix / "bin/tsuka", alone)
        done = run([alone / "tsuka", "list"], cwd=alone)
        self.assertEqual(done.returncode, 3, done.stdout + done.stderr)
        self.assertIn("TSUKA_DATA", done.stderr)

    def test_the_program_knows_no_source_tree(self):
        stripped = pathlib.Path(self.folder.name) / "stripped"
        self.good(["strip", "-o", stripped, self.prefix / "bin/tsuka"])
        self.assertNotIn(str(SOURCE).encode() + b"/suites", stripped.read_bytes())
        self.assertNotIn(str(SOURCE).encode() + b"\0", stripped.read_bytes())

    def test_documents(self):
        for name in ("share/doc/tsuka/copyright", "share/doc/tsuka/README.md", "share/doc/tsuka/docs/suite-language.md"):
            self.assertTrue((self.prefix / name).is_file(), name)

    def test_manual_page(self):
        page = self.prefix / "share/man/man1/tsuka.1"
        done = run(["groff", "-man", "-Tascii", "-P-cbou", "-ww", page])
        self.assertEqual((done.returncode, done.stderr), (0, ""))
        for word in ("EXIT STATUS", "--profile", "TSUKA_DATA", "lint"):
            self.assertIn(word, done.stdout)

    def test_completion(self):
        script = self.prefix / "share/bash-completion/completions/tsuka"
        ask = 'source "$0"; COMP_WORDS=(tsuka "$@"); COMP_CWORD=$#; _tsuka; printf "%s\\n" "${COMPREPLY[@]}"'
        self.assertEqual(self.good(["bash", "-c", ask, script, "expl"]).split(), ["explain"])
        self.assertIn("--profile", self.good(["bash", "-c", ask, script, "run", "--p"]).split())

    def test_version(self):
        words = self.good([self.prefix / "bin/tsuka", "--version"])
        for name in ("tsuka ", "OpenSSL 3", "libtins", "Boost 1."):
            self.assertIn(name, words)

    def test_debian_package(self):
        packed = pathlib.Path(self.folder.name) / "deb"
        self.good(["cpack", "-G", "DEB", "-B", packed, "--config", BUILD / "CPackConfig.cmake"])
        (package,) = packed.glob("*.deb")
        facts = self.good(["dpkg-deb", "--field", package])
        for word in ("Package: tsuka", "Architecture: ", "libfmt", "libssl3", "nftables"):
            self.assertIn(word, facts)
        root = pathlib.Path(self.folder.name) / "root"
        self.good(["dpkg-deb", "--extract", package, root])
        self.assertIn("passthrough", self.good([root / "usr/bin/tsuka", "list", "--what", "profiles"]))


if __name__ == "__main__":
    unittest.main()
