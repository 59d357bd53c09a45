# `tsuka sign` and `tsuka verify`: what was signed verifies with an independent implementation, and nothing else does.
import base64
import json
import shutil
import subprocess
import unittest

import rig


def keys(folder, name):
    private, public = folder / f"{name}.pem", folder / f"{name}.pub"
    subprocess.run(["openssl", "genpkey", "-algorithm", "ed25519", "-out", private], check=True)
    subprocess.run(["openssl", "pkey", "-in", private, "-pubout", "-out", public], check=True)
    return private, public


class Sign(unittest.TestCase):
    def setUp(self):
        self.place = rig.Folder()
        self.addCleanup(self.place.__exit__, None, None, None)
        self.folder = self.place.__enter__()
        self.private, self.public = keys(self.folder, "lab")
        self.run_folder = self.folder / "run"
        done = rig.tsuka(["run", "--dut", "sim:seil", "--only", "esp.single.*", "--out", self.run_folder])
        self.assertIn(done.returncode, (0, 1, 2), rig.words(done))
        done = rig.tsuka(["sign", self.run_folder, "--key", self.private])
        self.assertEqual(done.returncode, 0, rig.words(done))

    def verify(self, *arguments, key=None, folder=None):
        return rig.tsuka(["verify", folder or self.run_folder, "--key", key or self.public, *arguments])

    def envelopes(self):
        return [json.loads(line) for line in (self.run_folder / "signatures.jsonl").read_text().splitlines()]

    def test_signed_and_verified(self):
        done = self.verify("--rejudge")
        self.assertEqual(done.returncode, 0, rig.words(done))
        self.assertIn("the record gives the signed verdicts", done.stdout)
        self.assertIn("replayed: the capture gives what the record says, in 2 cases", done.stdout)
        rig.tsuka(["judge", self.run_folder, "--profile", "passthrough"])
        self.assertEqual(self.verify().returncode, 0, "a later judgement is no part of what was signed")
        self.assertEqual(subprocess.run(["sha256sum", "--status", "-c", "SHA256SUMS"], cwd=self.run_folder).returncode, 0)

    def test_a_record_that_its_capture_does_not_bear_out(self):
        """Sums and signature made anew over a record that was improved: only the capture still tells."""
        record = self.run_folder / "record.jsonl"
        text = record.read_text()
        self.assertIn('"outcome":"satisfied"', text)
        record.write_text(text.replace('"outcome":"satisfied"', '"outcome":"violated"', 1))
        sums = (self.run_folder / "SHA256SUMS").read_text().splitlines()
        names = [line.split("  ", 1)[1] for line in sums]
        (self.run_folder / "SHA256SUMS").write_text(subprocess.run(["sha256sum", *names], cwd=self.run_folder, capture_output=True, text=True, check=True).stdout)
        self.assertEqual(rig.tsuka(["sign", self.run_folder, "--key", self.private]).returncode, 0)
        self.assertEqual(self.verify().returncode, 0)
        done = self.verify("--rejudge")
        self.assertEqual(done.returncode, 1, rig.words(done))
        self.assertRegex(done.stdout, r"NOT VERIFIED: replayed, 1 cases end otherwise: esp\.single\.\w+: violated \(\S+\) then, satisfied")

    def test_openssl_verifies_it_too(self):
        for envelope in self.envelopes():
            body, kind = base64.b64decode(envelope["payload"], validate=True), envelope["payloadType"].encode()
            message, signature = self.folder / "message", self.folder / "signature"
            message.write_bytes(b"DSSEv1 %d %s %d %s" % (len(kind), kind, len(body), body))
            signature.write_bytes(base64.b64decode(envelope["signatures"][0]["sig"], validate=True))
            done = subprocess.run(["openssl", "pkeyutl", "-verify", "-pubin", "-inkey", self.public, "-rawin", "-in", message, "-sigfile", signature],
                                  capture_output=True, text=True)
            self.assertEqual(done.returncode, 0, done.stdout + done.stderr)

    def test_states_what_the_report_says(self):
        result, verdicts = (json.loads(base64.b64decode(one["payload"])) for one in self.envelopes())
        report = json.loads((self.run_folder / "report.json").read_text())
        self.assertEqual({row["case"]: row["verdict"] for row in verdicts["predicate"]["verdicts"]},
                         {row["name"]: row["verdict"] for row in report["rows"]})
        self.assertEqual(verdicts["predicate"]["record_sha256"], report["record_sha256"])
        self.assertEqual(result["predicateType"], "https://in-toto.io/attestation/test-result/v0.1")
        self.assertEqual(result["predicate"]["result"], "WARNED", "a run of a part is at best a warning")
        self.assertIn("evidence.pcapng", [subject["name"] for subject in result["subject"]])
        self.assertIn("SHA256SUMS", [subject["name"] for subject in result["subject"]])

    def refused(self, done, words):
        self.assertEqual(done.returncode, 1, rig.words(done))
        self.assertIn("NOT VERIFIED", done.stdout)
        self.assertIn(words, done.stdout)

    def test_somebody_elses_key(self):
        _, other = keys(self.folder, "other")
        self.refused(self.verify(key=other), "not signed by the key")

    def test_altered_file(self):
        with open(self.run_folder / "evidence.pcapng", "ab") as capture:
            capture.write(b"\0\0\0\0")
        self.refused(self.verify(), "changed: evidence.pcapng")

    def test_altered_file_with_sums_made_anew(self):
        record = self.run_folder / "record.jsonl"
        record.write_text(record.read_text().replace("satisfied", "violated"))
        names = [line.split("  ", 1)[1] for line in (self.run_folder / "SHA256SUMS").read_text().splitlines()]
        sums = subprocess.run(["sha256sum", *names], cwd=self.run_folder, capture_output=True, text=True, check=True).stdout
        (self.run_folder / "SHA256SUMS").write_text(sums)
        self.refused(self.verify(), "not as it was signed: SHA256SUMS, record.jsonl")

    def test_altered_statement(self):
        first, second = self.envelopes()
        first["payload"] = base64.b64encode(base64.b64decode(first["payload"]).replace(b"WARNED", b"PASSED")).decode()
        (self.run_folder / "signatures.jsonl").write_text(json.dumps(first) + "\n" + json.dumps(second) + "\n")
        self.refused(self.verify(), "signature 1: not signed by the key")

    def test_signature_of_another_run(self):
        other = self.folder / "other"
        rig.tsuka(["run", "--dut", "sim:seil", "--only", "esp.single.*", "--seed", "7", "--out", other])
        shutil.copy(self.run_folder / "signatures.jsonl", other / "signatures.jsonl")
        self.refused(self.verify(folder=other), "not as it was signed")

    def test_bad_bundles(self):
        for text in ("", "{", "[]", "{}", '{"payloadType":"application/vnd.in-toto+json","payload":"!","signatures":[]}',
                     '{"payloadType":"text/plain","payload":"","signatures":[]}', '{"payloadType":"application/vnd.in-toto+json","payload":"e30=","signatures":[{"sig":"AAAA"}]}'):
            (self.run_folder / "signatures.jsonl").write_text(text)
            self.refused(self.verify(), "signature")

    def test_keys_that_are_none(self):
        rsa, junk = self.folder / "rsa.pem", self.folder / "junk.pem"
        subprocess.run(["openssl", "genpkey", "-algorithm", "rsa", "-out", rsa], check=True, capture_output=True)
        junk.write_text("-----BEGIN PRIVATE KEY-----\nAAAA\n-----END PRIVATE KEY-----\n")
        for key in (rsa, junk, self.public, self.folder, self.folder / "absent"):
            done = rig.tsuka(["sign", self.run_folder, "--key", key])
            self.assertEqual(done.returncode, 3, f"{key}: {rig.words(done)}")

    def test_a_broken_run_is_not_signed(self):
        (self.run_folder / "report.txt").write_text("all is well")
        done = rig.tsuka(["sign", self.run_folder, "--key", self.private])
        self.assertEqual(done.returncode, 3, rig.words(done))
        self.assertIn("changed: report.txt", done.stderr)

    def test_ssh_as_the_second_form(self):
        key = self.folder / "id"
        subprocess.run(["ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-f", key], check=True)
        subprocess.run(["ssh-keygen", "-q", "-Y", "sign", "-f", key, "-n", "tsuka-run", self.run_folder / "SHA256SUMS"], check=True)
        (self.folder / "signers").write_text("lab " + key.with_suffix(".pub").read_text())
        with open(self.run_folder / "SHA256SUMS") as sums:
            done = subprocess.run(["ssh-keygen", "-Y", "verify", "-f", self.folder / "signers", "-I", "lab", "-n", "tsuka-run", "-s",
                                   self.run_folder / "SHA256SUMS.sig"], stdin=sums, capture_output=True, text=True)
        self.assertEqual(done.returncode, 0, done.stdout + done.stderr)
        self.assertEqual(self.verify().returncode, 0, "a second signature breaks no seal")


if __name__ == "__main__":
    unittest.main()
