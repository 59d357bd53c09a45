#!/usr/bin/env python3
"""run.py ENVIRONMENT NAME INTO [STATE [OPTION...]]: brings the bench into a state (default: on), runs Tsuka, fetches the folder, switches the router
off whatever has happened; its status is Tsuka's. Once the exporter has gone nobody gets the place a second time, so this is one process.
run.py ENVIRONMENT off: switches the router off."""
import sys

from labgrid import Environment


def main(environment, name, into=None, state="on", *options):
    target = Environment(environment).get_target("main")
    strategy = target.get_driver("TsukaStrategy", activate=False)
    if into is None:
        strategy.transition(name)
        return 0
    try:
        strategy.transition(state)
        tsuka = target.get_driver("TsukaDriver")
        tsuka.doctor()
        return tsuka.run(name, into, *options)
    finally:
        try:
            strategy.transition("off")
        except Exception as trouble:  # the verdict stands all the same
            print(f"run.py: the router is still on: {trouble}", file=sys.stderr)


if __name__ == "__main__":
    if len(sys.argv) < 4 and sys.argv[2:] != ["off"]:
        sys.exit(__doc__)
    try:
        sys.exit(main(*sys.argv[1:]))
    except Exception as trouble:  # one line for a log; 3 is what Tsuka says when nothing could be run
        print(f"run.py: {type(trouble).__name__}: {trouble}", file=sys.stderr)
        sys.exit(3)
