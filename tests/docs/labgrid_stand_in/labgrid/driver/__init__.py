import functools

import attr


@attr.s(eq=False)
class Driver:
    target = attr.ib()
    name = attr.ib()
    active = attr.ib(default=False, init=False)
    bindings = {}

    @staticmethod
    def check_active(function):
        @functools.wraps(function)
        def call(self, *given, **named):
            assert self.active, f"{self.name} is not active"
            return function(self, *given, **named)
        return call
