import attr

from ..driver import Driver


@attr.s(eq=False)
class StrategyError(Exception):
    msg = attr.ib()


@attr.s(eq=False)
class Strategy(Driver):
    pass
