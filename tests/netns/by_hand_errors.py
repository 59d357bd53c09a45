# ICMP errors by hand: what an Observer (ground_truth.py) finds out about them. Python's standard library alone.
import struct

from by_hand import ICMP, Ip, checksum, esp, gre, udp, who


def too_big(src, dst, quoted):
    """Fragmentation needed (RFC 1191 section 4), quoting a whole packet."""
    body = struct.pack("!BBHHH", 3, 4, 0, 0, 1400) + quoted
    return Ip(src, dst, ICMP, body[:2] + struct.pack("!H", checksum(body)) + body[4:])


def quote_of(packet):
    """What an ICMP error quotes, and whether the checksum of the quoted header is right."""
    return Ip.read(bytes(12) + b"\x08\x00" + packet.body[8:]), checksum(packet.body[8:28]) == 0


class Errors:
    def told(self, error, marker, original, client=None, **clients):
        """Whom an error reaches, and whether it quotes there what that host knows."""
        arrived = [one for one in self.lab.probe(error, marker, client) if one.body[0] == 3]
        if not arrived:
            return "dropped"
        quoted, right = quote_of(arrived[0])
        known = (quoted.src, quoted.dst, quoted.body[:8]) == (original.src, original.dst, original.body[:8])
        to = "arrives" if client else f"to {who(arrived, **clients)}"
        return f"{to}, quote {'restored' if known else 'NOT restored'}{'' if right else ', header checksum WRONG'}"

    def error_about(self, make):
        lab, server, alice, hop, marker = self.lab, self.lab.server(), self.lab.client(), self.lab.server(), self.lab.marker()
        sent = make(alice, server, marker)
        arrived = lab.probe(sent, marker, alice)
        if not arrived:
            return "nothing to quote", [server]
        said = self.told(too_big(hop, arrived[0].src, arrived[0].octets()), marker, sent, alice=alice)
        spoilt = arrived[0].octets()
        spoilt = spoilt[:10] + bytes([spoilt[10] ^ 0x55]) + spoilt[11:]
        wrong = lab.probe(too_big(hop, arrived[0].src, spoilt), marker)
        arrives = sum(one.body[0] == 3 for one in wrong) > (0 if said == "dropped" else 1)
        return f"{said}; with a wrong quoted header checksum: {'delivered' if arrives else 'dropped'}", [server]

    def error_about_udp(self):
        return self.error_about(lambda alice, server, marker: udp(alice.address, 40123, server, 40321, marker))

    def error_about_esp(self):
        return self.error_about(lambda alice, server, marker: esp(alice.address, server, 0xA1000009, marker * 4))

    def error_about_gre(self):
        return self.error_about(lambda alice, server, marker: gre(alice.address, server, 0x4321, marker))

    def error_about_call(self):
        lab, server, hop, marker = self.lab, self.lab.server(), self.lab.server(), self.lab.marker()
        call = self.call(server, 0x1239, 0x4329)
        if not call:
            return "no call", [server]
        sent = gre(call.client.address, server, 0x4329, marker)
        arrived = lab.probe(sent, marker, call.client)
        if not arrived:
            return "nothing leaves to quote", [server]
        return self.told(too_big(hop, arrived[0].src, arrived[0].octets()), marker, sent, alice=call.client), [server]

    def error_from_lan(self):
        lab, server, alice, words = self.lab, self.lab.server(), self.lab.client(), []
        for name, out, back in (("UDP", lambda a, data: udp(a, 40123, server, 40321, data), lambda to, port, data: udp(server, 40321, to, port, data)),
                                ("ESP", lambda a, data: esp(a, server, 0xA100000A, data * 4), lambda to, _, data: esp(server, to, 0x5A00000A, data * 4))):
            marker, other = lab.marker(), lab.marker()
            arrived = lab.probe(out(alice.address, marker), marker, alice)
            if not arrived:
                words.append(f"{name}: dropped")
                continue
            sent = back(arrived[0].src, arrived[0].ports()[0], other)
            came = lab.probe(sent, other)
            words.append(f"{name}: " + self.told(too_big(alice.address, server, came[0].octets()), other, sent, alice))
        return "; ".join(words), [server]
