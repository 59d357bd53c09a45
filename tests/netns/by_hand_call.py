# A TCP connection and a PPTP call made by hand on a lab of by_hand.py: both ends are ours, the router stands between them.
import struct

from by_hand import TCP, gre, tcp, who

SYN, ACK, PUSH = 2, 16, 8


class Stream:
    """A TCP connection of which both ends are ours."""

    def __init__(self, lab, client, server, sport, dport):
        self.lab, self.client, self.server, self.sport, self.dport = lab, client, server, sport, dport
        self.seq, self.place = {True: 1000, False: 9000}, None

    def segment(self, outward, flags, data=b""):
        ack = self.seq[not outward] if flags & ACK else 0
        if outward:
            packet = tcp(self.client.address, self.sport, self.server, self.dport, self.seq[True], ack, flags, data)
        else:
            packet = tcp(self.server, self.dport, *self.place, self.seq[False], ack, flags, data)
        before = len(self.lab.seen["wan" if outward else "lan"])
        self.lab.probe(packet, b"\0no such marker", self.client if outward else None)
        self.seq[outward] += len(data) + (1 if flags & SYN else 0)
        ends = (self.sport, self.dport) if not outward else None
        new = self.lab.seen["wan" if outward else "lan"][before:]
        return [one for one in new if one.proto == TCP and (outward or one.ports() == ends[::-1])]

    def open(self):
        arrived = self.segment(True, SYN)
        if not arrived:
            return False
        self.place = (arrived[0].src, arrived[0].ports()[0])
        return bool(self.segment(False, SYN | ACK)) and bool(self.segment(True, ACK))

    def say(self, outward, data):
        return self.segment(outward, ACK | PUSH, data)


class Call:
    """One PPTP control connection with one call (RFC 2637 section 2)."""

    def __init__(self, lab, client, server):
        self.lab, self.client, self.server = lab, client, server
        self.stream = Stream(lab, client, server, 20000 + lab.next_client, 1723)
        self.seen = self.answered = None

    @staticmethod
    def message(kind, body):
        return struct.pack("!HHIHH", 12 + len(body), 1, 0x1A2B3C4D, kind, 0) + body

    def start(self, mine, theirs):
        self.theirs, self.mine = theirs, mine
        if not self.stream.open():
            return False
        self.stream.say(True, self.message(1, struct.pack("!HHIIHH", 0x100, 0, 1, 1, 0, 1) + bytes(128)))
        self.stream.say(False, self.message(2, struct.pack("!HBBIIHH", 0x100, 1, 0, 1, 1, 0, 1) + bytes(128)))
        request = self.message(7, struct.pack("!HHIIIIHHHH", mine, 1, 300, 100000000, 3, 3, 64, 0, 0, 0) + bytes(128))
        asked = self.stream.say(True, request)
        if not asked:
            return False
        self.seen = struct.unpack("!H", asked[0].body[32:34])[0]
        answer = self.message(8, struct.pack("!HHBBHIHHI", theirs, self.seen, 1, 0, 0, 100000, 64, 0, 0))
        answered = self.stream.say(False, answer)
        if not answered:
            return False
        self.answered = struct.unpack("!H", answered[0].body[34:36])[0]
        return True

    def out(self):
        marker = self.lab.marker()
        arrived = self.lab.probe(gre(self.client.address, self.server, self.theirs, marker), marker, self.client)
        if not arrived:
            return "dropped"
        return "passes" if struct.unpack("!H", arrived[0].body[6:8])[0] == self.theirs else "passes with another Call ID"

    def back(self, **clients):
        marker = self.lab.marker()
        arrived = self.lab.probe(gre(self.server, self.stream.place[0], self.seen, marker), marker)
        if not arrived:
            return "dropped"
        mine = struct.unpack("!H", arrived[0].body[6:8])[0] == self.mine
        return f"to {who(arrived, **clients)} under {'its own' if mine else 'ANOTHER'} Call ID"
