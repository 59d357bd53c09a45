import functools
import inspect


class Step:
    def skip(self, why):
        pass


def step(args=(), result=False):
    def wrapped(function):
        names = set(inspect.signature(function).parameters)
        assert set(args) <= names

        @functools.wraps(function)
        def call(*given, **named):
            if "step" in names:
                named["step"] = Step()
            return function(*given, **named)
        return call
    return wrapped
