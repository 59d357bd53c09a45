"""As much of labgrid's interface as examples/labgrid uses, for a test without labgrid: drivers and resources of one target, made of an environment."""
import importlib.util
import os
import pathlib

import attr
import yaml

from . import factory


class Target:
    def __init__(self, config):
        self.drivers = []
        self.resources = [factory.known[name](self, name, **values) for name, values in config["resources"].items()]
        for name, values in config["drivers"].items():
            driver = factory.known[name](self, name, **values)
            for attribute, wanted in driver.bindings.items():
                setattr(driver, attribute, self.find(wanted))
            self.drivers.append(driver)

    def find(self, wanted):
        kinds = [kind.__name__ for one in (*self.resources, *self.drivers) for kind in type(one).__mro__]
        name = wanted if isinstance(wanted, str) else wanted.__name__
        assert name in kinds, f"nothing is a {name}"
        return next(one for one in (*self.resources, *self.drivers) if name in [kind.__name__ for kind in type(one).__mro__])

    def get_driver(self, name, activate=True):
        driver = self.find(name)
        if activate:
            self.activate(driver)
        return driver

    def activate(self, driver):
        driver.active = True


class Environment:
    def __init__(self, path):
        path = pathlib.Path(path)
        self.config = yaml.safe_load(path.read_text())
        for name in self.config["imports"]:
            spec = importlib.util.spec_from_file_location("imported", os.path.join(path.parent, name))
            spec.loader.exec_module(importlib.util.module_from_spec(spec))

    def get_target(self, name):
        return Target(self.config["targets"][name])


class PowerProtocol:
    pass


@factory.target_factory.reg_driver
@attr.s(eq=False)
class FilePowerDriver(PowerProtocol):
    """Keeps in a file what it was told to do."""
    target = attr.ib()
    name = attr.ib()
    file = attr.ib(default="")
    bindings = {}

    def say(self, word):
        with open(self.file, "a") as out:
            out.write(word + "\n")

    def on(self):
        self.say("on")

    def off(self):
        self.say("off")

    def cycle(self):
        self.say("cycle")
