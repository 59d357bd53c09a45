# pppoe_client.py LINE TUN USER PASSWORD: a PPPoE client (RFC 2516, 1661, 1334, 1994, 1332) that shares nothing with Tsuka: frames of the
# interface LINE on one side, datagrams of a tun interface of its own on the other, whose address it sets when it has one.
# Python's standard library alone; no kernel module for PPP.
import contextlib
import fcntl
import hashlib
import os
import select
import socket
import struct
import subprocess
import sys
import time

DISCOVERY, SESSION = 0x8863, 0x8864
LCP, PAP, CHAP, IPCP, IPV4 = 0xC021, 0xC023, 0xC223, 0x8021, 0x0021
UNIQ = b"uniq-77"
SOL_PACKET, PACKET_IGNORE_OUTGOING, SO_RCVBUFFORCE = 263, 23, 33


class Client:
    def __init__(self, line, tun, user, password):
        self.line = socket.socket(socket.AF_PACKET, socket.SOCK_RAW, socket.htons(0x0003))
        # What a case sends at once has to find room while this process waits for its turn; its own frames are none of its business.
        with contextlib.suppress(PermissionError):  # in a user namespace
            self.line.setsockopt(socket.SOL_SOCKET, SO_RCVBUFFORCE, 16 << 20)
        self.line.setsockopt(SOL_PACKET, PACKET_IGNORE_OUTGOING, 1)
        self.line.bind((line, 0))
        self.mac = self.line.getsockname()[4]
        self.name = tun
        self.user, self.password = user.encode(), password.encode()
        self.tun = os.open("/dev/net/tun", os.O_RDWR)
        IFF_TUN, IFF_NO_PI, TUNSETIFF = 1, 0x1000, 0x400454CA
        fcntl.ioctl(self.tun, TUNSETIFF, struct.pack("16sH", tun.encode(), IFF_TUN | IFF_NO_PI))
        self.ac, self.session, self.cookie = b"\xff" * 6, 0, b""
        self.state, self.sent_at, self.ident = "padi", 0.0, 0
        self.address, self.lcp, self.ipcp, self.auth = b"\0\0\0\0", set(), set(), None

    # --- frames
    def frame(self, kind, code, session, payload, to=None):
        head = (to or self.ac) + self.mac + struct.pack("!HBBHH", kind, 0x11, code, session, len(payload))
        self.line.send((head + payload).ljust(60, b"\0"))

    def ppp(self, protocol, payload):
        self.frame(SESSION, 0, self.session, struct.pack("!H", protocol) + payload)

    def control(self, protocol, code, ident, data=b""):
        self.ppp(protocol, struct.pack("!BBH", code, ident, 4 + len(data)) + data)

    @staticmethod
    def tlv(data, head):
        at = 0
        while at + struct.calcsize(head) <= len(data):
            kind, length = struct.unpack_from(head, data, at)
            body = length if head == "!HH" else length - 2
            at += struct.calcsize(head)
            yield kind, data[at:at + body]
            at += body

    # --- what is said without being asked, again each second
    def speak(self):
        self.sent_at = time.monotonic()
        name = struct.pack("!HH", 0x0101, 0) + struct.pack("!HH", 0x0103, len(UNIQ)) + UNIQ
        if self.state == "padi":
            self.frame(DISCOVERY, 0x09, 0, name, b"\xff" * 6)
        elif self.state == "padr":
            self.frame(DISCOVERY, 0x19, 0, name + struct.pack("!HH", 0x0104, len(self.cookie)) + self.cookie)
        elif self.state == "lcp":
            self.ident += 1
            self.control(LCP, 1, self.ident, struct.pack("!BBH", 1, 4, 1492) + struct.pack("!BBI", 5, 6, 0x11223344))
        elif self.state == "auth" and self.auth == PAP:
            self.ident += 1
            self.control(PAP, 1, self.ident, bytes([len(self.user)]) + self.user + bytes([len(self.password)]) + self.password)
        elif self.state == "ipcp":
            self.ident += 1
            self.control(IPCP, 1, self.ident, b"\x03\x06" + self.address)

    def enter(self, state):
        self.state = state
        self.speak()

    def restart(self):
        self.lcp, self.ipcp, self.auth, self.session = set(), set(), None, 0
        self.enter("padi")

    # --- what comes
    def discovery(self, code, session, source, payload):
        tags = dict(self.tlv(payload, "!HH"))
        if code == 0xA7 and session == self.session:
            print("hung up on", flush=True)
            return self.restart()
        if tags.get(0x0103) != UNIQ:
            return
        if code == 0x07 and self.state == "padi":
            self.ac, self.cookie = source, tags.get(0x0104, b"")
            self.enter("padr")
        elif code == 0x65 and self.state == "padr":
            self.session = session
            self.enter("lcp")

    def packet(self, protocol, payload):
        if protocol == IPV4:
            if self.state == "open":
                os.write(self.tun, payload)
            return
        code, ident, length = struct.unpack_from("!BBH", payload)
        data = payload[4:length]
        if protocol == LCP:
            self.take_lcp(code, ident, data)
        elif protocol == PAP and self.state == "auth" and code == 2:
            self.enter("ipcp")
        elif protocol == CHAP and self.state == "auth":
            if code == 1:
                value = data[1:1 + data[0]]
                answer = hashlib.md5(bytes([ident]) + self.password + value).digest()
                self.control(CHAP, 2, ident, bytes([16]) + answer + self.user)
            elif code == 3:
                self.enter("ipcp")
        elif protocol == IPCP and self.state == "ipcp":
            self.take_ipcp(code, ident, data)

    def take_lcp(self, code, ident, data):
        if code == 1:
            options = dict(self.tlv(data, "!BB"))
            self.auth = struct.unpack_from("!H", options[3])[0] if 3 in options else None
            self.control(LCP, 2, ident, data)
            self.lcp.add("theirs")
        elif code == 2 and ident == self.ident:
            self.lcp.add("ours")
        elif code == 9:
            self.control(LCP, 10, ident, struct.pack("!I", 0x11223344) + data[4:])
        elif code == 5:
            self.control(LCP, 6, ident)
            return self.restart()
        if self.state == "lcp" and self.lcp == {"ours", "theirs"}:
            self.enter("auth" if self.auth else "ipcp")

    def take_ipcp(self, code, ident, data):
        if code == 1:
            self.gateway = dict(self.tlv(data, "!BB"))[3]
            self.control(IPCP, 2, ident, data)
            self.ipcp.add("theirs")
        elif code == 3:
            self.address = dict(self.tlv(data, "!BB"))[3]
            return self.speak()
        elif code == 2 and ident == self.ident:
            self.ipcp.add("ours")
        if self.ipcp == {"ours", "theirs"}:
            self.state = "open"
            own, far = socket.inet_ntoa(self.address), socket.inet_ntoa(self.gateway)
            for words in (f"address replace {own} peer {far} dev {self.name}", f"link set {self.name} mtu 1492 txqueuelen 10000 up",
                          f"route replace default dev {self.name}"):
                subprocess.run(["ip", *words.split()], check=True)
            print(f"session {self.session:#x}: {own} to {far}", flush=True)

    def run(self):
        self.speak()
        while True:
            ready, _, _ = select.select([self.line, self.tun], [], [], 0.2)
            if self.tun in ready:
                datagram = os.read(self.tun, 2048)
                if self.state == "open" and datagram[0] >> 4 == 4:
                    self.ppp(IPV4, datagram)
            if self.line in ready:
                frame = self.line.recv(2048)
                kind, version, code, session, length = struct.unpack_from("!HBBHH", frame.ljust(20, b"\0"), 12)
                payload = frame[20:20 + length]
                if kind == DISCOVERY and version == 0x11 and frame[:6] == self.mac:
                    self.discovery(code, session, frame[6:12], payload)
                elif kind == SESSION and frame[:6] == self.mac and session == self.session and frame[6:12] == self.ac:
                    self.packet(struct.unpack_from("!H", payload)[0], payload[2:])
            if self.state != "open" and time.monotonic() - self.sent_at > 1:
                self.speak()


if __name__ == "__main__":
    Client(*sys.argv[1:]).run()
