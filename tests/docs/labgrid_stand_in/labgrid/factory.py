known = {}


class Factory:
    @staticmethod
    def reg_driver(cls):
        known[cls.__name__] = cls
        return cls

    reg_resource = reg_driver


target_factory = Factory()
