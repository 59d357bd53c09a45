"""Tsuka's benches in labgrid: a resource, a driver and a strategy. Name this file under `imports` of an environment."""
import os
import shlex
import subprocess

import attr
from labgrid.driver import Driver
from labgrid.factory import target_factory
from labgrid.resource.common import NetworkResource
from labgrid.step import step
from labgrid.strategy import Strategy, StrategyError

OPTIONAL = attr.validators.optional(attr.validators.instance_of(str))
VERDICTS = (0, 1, 2)  # exit statuses of a run that has a report


class TsukaFailed(Exception):
    """Tsuka could not do what it was asked for; the message is its own."""


@target_factory.reg_resource
@attr.s(eq=False)
class TsukaBench(NetworkResource):
    """Two interfaces of a host (or one with VLANs) between which a router hangs; or, for trying it all out, a router that comes with Tsuka.

    Paths are those of that host. `folder` is where its run folders are kept."""
    lan = attr.ib(default=None, validator=OPTIONAL)
    wan = attr.ib(default=None, validator=OPTIONAL)
    trunk = attr.ib(default=None, validator=OPTIONAL)
    dut = attr.ib(default=None, validator=OPTIONAL)
    lab = attr.ib(default=None, validator=OPTIONAL)
    folder = attr.ib(default="/var/lib/tsuka", validator=attr.validators.instance_of(str))
    tsuka = attr.ib(default="tsuka", validator=attr.validators.instance_of(str))

    def sides(self):
        """What every command of Tsuka is told of this bench."""
        if sum((self.lan is not None and self.wan is not None, self.trunk is not None, self.dut is not None)) != 1:
            raise TsukaFailed(f"{self.name}: a bench has 'lan' and 'wan', or 'trunk', or 'dut'")
        words = []
        for option in ("lan", "wan", "trunk", "dut", "lab"):
            if getattr(self, option) is not None:
                words += [f"--{option}", getattr(self, option)]
        return words


@target_factory.reg_driver
@attr.s(eq=False)
class TsukaDriver(Driver):
    """Runs tsuka where the bench is, over labgrid's own SSH connection, and fetches what it has found."""
    bindings = {"bench": TsukaBench}
    options = attr.ib(factory=list, validator=attr.validators.instance_of(list))

    def there(self, words, environment=None, **more):
        """Runs a command on the bench's host. A shell reads it there: every word is quoted."""
        line = shlex.join(words)
        if environment:
            line = "env " + shlex.join(f"{key}={value}" for key, value in environment.items()) + " " + line
        prefix = [] if self.bench.host == "localhost" else self.bench.command_prefix
        return subprocess.run([*prefix, *(["sh", "-c", line] if not prefix else [line])], stdin=subprocess.DEVNULL, **more)

    @Driver.check_active
    @step()
    def doctor(self):
        """Raises TsukaFailed with Tsuka's findings when the bench is not fit. A router of Tsuka's own has no bench to look at."""
        if self.bench.dut is not None:
            return ""
        done = self.there([self.bench.tsuka, "doctor", *self.bench.sides()], capture_output=True, text=True)
        if done.returncode != 0:
            raise TsukaFailed(done.stdout + done.stderr)
        return done.stdout

    @Driver.check_active
    @step(args=["name"], result=True)
    def run(self, name, into, *options):
        """One run, called `name`. Its folder is fetched below `into`, whatever the verdict; Tsuka's exit status is returned:
        0 conforms, 1 does not, 2 could not be settled. Raises TsukaFailed when there is no report."""
        folder = f"{self.bench.folder}/{name}"
        done = self.there([self.bench.tsuka, "run", *self.bench.sides(), *self.options, *options, "--quiet", "--out", folder], capture_output=True, text=True)
        if done.returncode not in VERDICTS:
            raise TsukaFailed(done.stdout + done.stderr or f"no run: status {done.returncode}; ssh has 255 when the bench's host is gone")
        self.fetch(name, into)
        return done.returncode

    @Driver.check_active
    @step(args=["name"])
    def fetch(self, name, into):
        """Copies the folder of a run from the bench's host to here."""
        os.makedirs(into, exist_ok=True)
        packed = self.there(["tar", "-C", self.bench.folder, "-cf", "-", name], capture_output=True)
        if packed.returncode != 0:
            raise TsukaFailed(packed.stderr.decode(errors="replace"))
        subprocess.run(["tar", "-C", into, "-xf", "-"], input=packed.stdout, check=True)


@target_factory.reg_driver
@attr.s(eq=False)
class TsukaStrategy(Strategy):
    """States: "off" and "on" by the bench's power, and every configuration that the environment names, as a lab file's [hooks.config] does:
    a command that is run on the bench's host with $TSUKA_CONFIG."""
    bindings = {"power": "PowerProtocol", "tsuka": TsukaDriver}
    configurations = attr.ib(factory=dict, validator=attr.validators.instance_of(dict))
    status = attr.ib(default="unknown", init=False)

    @step(args=["status"])
    def transition(self, status, *, step):
        if status == self.status:
            step.skip("nothing to do")
            return
        if status not in ("off", "on", *self.configurations):
            known = ", ".join(["off", "on", *self.configurations])
            raise StrategyError(f"there is no state {status!r}; known: {known}")
        self.target.activate(self.power)
        if status == "off":
            self.power.off()
        elif self.status in ("off", "unknown"):
            self.power.cycle() if self.status == "unknown" else self.power.on()
        if status not in ("off", "on"):
            self.target.activate(self.tsuka)
            done = self.tsuka.there(["sh", "-c", self.configurations[status]], {"TSUKA_CONFIG": status}, capture_output=True, text=True)
            if done.returncode != 0:
                self.status = "on"  # half of it may be done: the next transition does it again
                raise StrategyError(f"configuration {status!r}: {done.stderr.strip() or done.stdout.strip() or done.returncode}")
        self.status = status
