# What the end-to-end tests share: the binary, the two kinds of user, run folders, verdict tables, and what is left behind.
# Python's standard library alone. TSUKA names the binary (CTest sets it).
import atexit
import json
import os
import pathlib
import shutil
import signal
import subprocess
import sys
import tempfile
import time

SOURCE = pathlib.Path(__file__).resolve().parents[2]
EXPECTED = SOURCE / "tests" / "netns" / "expected"
TESTS = SOURCE / "tests" / "netns"
LONG = TESTS / "long.toml"
NOBODY = 65534
PATIENCE = float(os.environ.get("TSUKA_PATIENCE", 1))  # CTest sets it where the program is instrumented
PACKAGES = {
    "ip": "iproute2", "nft": "nftables", "ethtool": "ethtool", "tshark": "tshark", "capinfos": "wireshark-common", "unshare": "util-linux",
    "setpriv": "util-linux", "nsenter": "util-linux", "dnsmasq": "dnsmasq-base", "udhcpc": "udhcpc", "sha256sum": "coreutils", "conntrack": "conntrack", "setcap": "libcap2-bin",
}

os.environ["PATH"] += ":/usr/sbin:/sbin"  # an ordinary user's PATH lacks them on Debian
# A shell that starts a test in the background has it and its children ignore these, and a run respects that (as under nohup).
signal.signal(signal.SIGINT, signal.default_int_handler)
signal.signal(signal.SIGQUIT, signal.SIG_DFL)


def need(*tools):
    """A test that cannot run has failed: it says which package is missing."""
    for tool in tools:
        if shutil.which(tool) is None:
            sys.exit(f"FAILED: '{tool}' is not installed (Debian package {PACKAGES[tool]}); ./runtests installs it")


def binary():
    path = os.environ.get("TSUKA")
    if not path or not os.access(path, os.X_OK):
        sys.exit(f"FAILED: TSUKA={path!r} is no program; build the target 'tsuka' first")
    return pathlib.Path(path).resolve()


def as_user(command):
    """An ordinary user: uid 65534 when we are root, else ourselves."""
    if os.geteuid() != 0:
        return command
    return ["setpriv", f"--reuid={NOBODY}", f"--regid={NOBODY}", "--clear-groups", "--", *command]


def as_root(command):
    """Root: the real one when we are root, else the root of a user namespace."""
    if os.geteuid() == 0:
        return command
    return ["unshare", "--user", "--map-root-user", "--", *command]


AS = {"user": as_user, "root": as_root}


def _neighbour_table(column):
    """Of the kernel's table of neighbours, which all network namespaces of the machine share: a number for each processor; none where this
    process cannot see it."""
    try:
        names, *processors = pathlib.Path("/proc/net/stat/arp_cache").read_text().splitlines()
    except OSError:
        return []
    at = names.split().index(column)
    return [int(line.split()[at], 16) for line in processors]


def overflows():
    """How often that table had no room for one."""
    return sum(_neighbour_table("table_fulls"))


def neighbours():
    """How many are in it: each processor tells the same."""
    return max(_neighbour_table("entries"), default=0)


def in_namespaces(mark, file, *arguments):
    """Runs a file once more inside namespaces of its own, which hold all that it makes; `mark` is the variable by which it knows. Its status."""
    wrap = ["unshare", "--net", "--mount", "--pid", "--fork", "--kill-child", "--mount-proc"]
    if os.geteuid() != 0:
        wrap += ["--user", "--map-root-user"]
    return subprocess.run([*wrap, "--", sys.executable, "-B", file, *arguments], env=dict(os.environ, **{mark: "1"})).returncode


def arrived(interface):
    """Frames that an interface of this namespace has received."""
    for line in pathlib.Path("/proc/net/dev").read_text().splitlines():
        name, _, counters = line.partition(":")
        if name.strip() == interface:
            return int(counters.split()[1])
    raise RuntimeError(f"{interface} is gone")


def inside(mark, file, *arguments):
    """in_namespaces(), and then this process ends. What has failed while the table of neighbours ran full has lost packets to this machine and is asked again, twice at most: a router that is made of a
    namespace by the test cannot be told from one that drops them."""
    for left in (2, 1, 0):
        before = overflows()
        status = in_namespaces(mark, file, *arguments)
        lost = overflows() - before
        if status == 0 or lost == 0 or left == 0:
            sys.exit(status)
        print(f"the kernel's table of neighbours had no room {lost} times meanwhile: asked again", file=sys.stderr, flush=True)


def everybody_may_read():
    """The binary and the folder of its data, as an ordinary user can reach them: as they are, or copied when the checkout is closed to others."""
    if staged:
        return staged
    program, data = binary(), SOURCE
    reach = subprocess.run(as_user(["sh", "-c", f"test -x '{program}' && test -r '{data}/suites/claims.toml' && test -x '{data}/duts/kernel/linux'"]))
    if reach.returncode != 0:
        copy = pathlib.Path(tempfile.mkdtemp(prefix="tsuka-copy-"))
        atexit.register(shutil.rmtree, copy, ignore_errors=True)
        for folder in ("suites", "campaigns", "profiles", "duts", "lang"):
            shutil.copytree(SOURCE / folder, copy / folder)
        shutil.copytree(TESTS, copy / "tests" / "netns", ignore=shutil.ignore_patterns("*.py", "expected"))
        program, data = pathlib.Path(shutil.copy(program, copy)), copy
        subprocess.run(["chmod", "-R", "a+rX", copy], check=True)
    staged.extend((program, data))
    return staged


staged = []


def command_line(arguments, who):
    """The command, and where it is started from. As user nothing that is handed over lies in a folder closed to others."""
    if who != "user":
        return AS[who]([str(binary()), *map(str, arguments)]), dict(os.environ), SOURCE
    program, data = everybody_may_read()
    arguments = [str(argument).replace(str(TESTS), str(data / "tests" / "netns")) if data != SOURCE else str(argument) for argument in arguments]
    return as_user([str(program), *arguments]), dict(os.environ, TSUKA_DATA=str(data)), data


class Folder:
    """A scratch folder that everybody may write to; removed at the end unless TSUKA_KEEP is set."""

    def __enter__(self):
        self.path = pathlib.Path(tempfile.mkdtemp(prefix="tsuka-netns-"))
        self.path.chmod(0o777)
        return self.path

    def __exit__(self, *_):
        if os.environ.get("TSUKA_KEEP"):
            print(f"kept: {self.path}")
        else:
            shutil.rmtree(self.path, ignore_errors=True)


def patience(seconds):
    """How long to wait for what takes less than `seconds` on an idle machine: what is still there then hangs."""
    return 3 * seconds * PATIENCE


def tsuka(arguments, who="root", timeout=200, **options):
    """Runs the binary to its end; its output goes into the result, and on a surprise into the failure message."""
    command, environment, folder = command_line(arguments, who)
    return subprocess.run(command, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, errors="replace",
                          timeout=patience(timeout), cwd=folder, env=environment, **options)


def start(arguments, who="root"):
    """Starts the binary in a session of its own, so that whatever it leaves behind can be found by the session's id."""
    command, environment, folder = command_line(arguments, who)
    return subprocess.Popen(command, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True,
                            errors="replace", cwd=folder, env=environment, start_new_session=True)


def words(done):
    return f"exit {done.returncode}\n--- stdout\n{done.stdout}\n--- stderr\n{done.stderr}"


def verdict_table(run_folder):
    """One line per case: name, verdict, observed class ('-' when it has none), in the order of their names."""
    report = json.loads((run_folder / "report.json").read_text())
    rows = [f"{row['name']} {row['verdict']} {row['observed_class'] or '-'}" for row in report["rows"]]
    return sorted(rows)


def reasons(run_folder, rows):
    """Of these lines of a verdict table: what the report says why, and what happened meanwhile, for who reads a failed test."""
    report = json.loads((run_folder / "report.json").read_text())
    names = {row.rsplit(" ", 2)[0] for row in rows}
    said = [f"{row['name']}: {row.get('reason', '')}" for row in report["rows"] if row["name"] in names]
    return "\n".join([*said, json.dumps(report["run"].get("timeline", []))])


MOST_DOUBTS = 3  # of a run


def doubts(table, wanted):
    """Names of rows that are inconclusive where something else is wanted."""
    wanted = set(wanted)
    names = [row.rsplit(" ", 2)[0] for row in table if row not in wanted and row.rsplit(" ", 2)[1] == "inconclusive"]
    return names if len(names) <= MOST_DOUBTS else []


def settled(table, wanted, run_folder, again):
    """The table, in which the cases that the run left open (it says why: this machine was too busy, or lost something) have the rows of a run of
    their own; `again` makes one of the names that it is given, and returns its folder. Another verdict, or one that stays open, is what it is."""
    names = doubts(table, wanted)
    if not names:
        return table
    is_open = lambda row: row.rsplit(" ", 2)[0] in names
    print("left open, and asked again:\n" + reasons(run_folder, [row for row in table if is_open(row)]), file=sys.stderr, flush=True)
    return sorted([row for row in table if not is_open(row)] + [row for row in verdict_table(again(names)) if is_open(row)])


def only(names):
    return [word for name in names for word in ("--only", name)]


def read_expected(preset):
    """The rows; None when there is no such file."""
    lines = _expected_lines(preset)
    return None if lines is None else sorted(line for line in lines if not line.startswith("?"))


def read_rare(preset):
    """Names of cases whose outcome chance may change, of three in a run at most: lines that begin with "?"."""
    return {line.removeprefix("?").strip() for line in _expected_lines(preset) or [] if line.startswith("?")}


def _expected_lines(preset):
    file = EXPECTED / f"{preset}.txt"
    if not file.exists():
        return None
    lines = (line.split("#")[0].strip() for line in file.read_text().splitlines())
    return [line for line in lines if line]


def name_of(row):
    """The case of a row of a table of verdicts."""
    return row.rsplit(" ", 2)[0]


def compare_with_expected(preset, measured, but_for=()):
    """Raises AssertionError with the differing lines; cases in `but_for` are not compared."""
    expected = read_expected(preset)
    if expected is None:
        raise AssertionError(f"tests/netns/expected/{preset}.txt does not exist; measured was:\n" + "\n".join(measured))
    expected, measured = ([row for row in rows if name_of(row) not in but_for] for rows in (expected, measured))
    missing = sorted(set(expected) - set(measured))
    extra = sorted(set(measured) - set(expected))
    names = [[name_of(row) for row in rows] for rows in (missing, extra)]
    # Whatever it is, it is no fail: another class, or none that repeats.
    harmless = all(row.rsplit(" ", 2)[1] in ("supported", "not-offered", "inconclusive") for row in extra)
    by_chance = names[0] == names[1] and len(extra) <= 3 and set(names[1]) <= read_rare(preset) and harmless
    if (missing or extra) and not by_chance:
        lines = [f"- {line}" for line in missing] + [f"+ {line}" for line in extra]
        raise AssertionError(f"verdicts differ from tests/netns/expected/{preset}.txt (- expected, + measured):\n" + "\n".join(lines))
    if len(expected) != len(measured):
        raise AssertionError(f"{len(measured)} rows measured, {len(expected)} expected: a case name stands twice")


def session_processes(session):
    """Living processes of a session (the id of its first process), zombies left out."""
    found = []
    for entry in pathlib.Path("/proc").iterdir():
        if entry.name.isdigit():
            try:
                after_name = (entry / "stat").read_text().rsplit(")", 1)[1].split()
            except (FileNotFoundError, ProcessLookupError):
                continue
            if int(after_name[3]) == session and after_name[0] != "Z":
                found.append(int(entry.name))
    return found


def interfaces():
    return sorted(line.split(":")[0].strip() for line in pathlib.Path("/proc/net/dev").read_text().splitlines()[2:])


def named_namespaces():
    """Namespaces that somebody holds by a mount: what `ip netns` would show, wherever it is mounted."""
    return sorted(line.split()[4] for line in pathlib.Path("/proc/self/mountinfo").read_text().splitlines() if " - nsfs " in line)


def wait_until(condition, seconds, step=0.05):
    end = time.monotonic() + patience(seconds)
    while time.monotonic() < end:
        if condition():
            return True
        time.sleep(step)
    return condition()


def end(process):
    """Ends a process that a failing test would leave behind, with everything in its session."""
    for pid in session_processes(process.pid):
        try:
            os.kill(pid, signal.SIGKILL)
        except ProcessLookupError:
            pass
    if process.poll() is None:
        process.kill()
    process.wait()
    if process.stdout and not process.stdout.closed:
        process.communicate()
