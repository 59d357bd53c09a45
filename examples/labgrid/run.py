#!/usr/bin/env python3
"""run.py ENVIRONMENT NAME INTO [STATE [OPTION...]]: brings the bench into a state (default: on), runs Tsuka, fetches the folder; its status is Tsuka's.
run.py ENVIRONMENT off: switches the router off."""
import sys

from labgrid import Environment


def main(environment, name, into=None, state="on", *options):
    target = Environment(environment).get_target("main")
    strategy = target.get_driver("TsukaStrategy", activate=False)
    if into is None:
        strategy.transition(name)
        return 0
    strategy.transition(state)
    tsuka = target.get_driver("TsukaDriver")
    tsuka.doctor()
    return tsuka.run(name, into, *options)


if __name__ == "__main__":
    if len(sys.argv) < 4 and sys.argv[2:] != ["off"]:
        sys.exit(__doc__)
    try:
        sys.exit(main(*sys.argv[1:]))
    except Exception as trouble:  # one line for a log; 3 is what Tsuka says when nothing could be run
        print(f"run.py: {type(trouble).__name__}: {trouble}", file=sys.stderr)
        sys.exit(3)
