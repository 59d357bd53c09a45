import attr


@attr.s(eq=False)
class NetworkResource:
    target = attr.ib()
    name = attr.ib()
    host = attr.ib()

    @property
    def command_prefix(self):
        """labgrid's has ssh with the options of its connection, and the same end: a shell of the other host reads one line."""
        return ["sh", "-c", 'exec sh -c "$*"', "--"]
