# flooder.py INTERFACE arp|udp|random: as many frames as one process can send, until it is killed. Started in the router's namespace of
# interfaces_test.py; ARP asks for Tsuka's own host on that side, so each request wants an answer.
import random
import socket
import sys

interface, kind = sys.argv[1:]
out = socket.socket(socket.AF_PACKET, socket.SOCK_RAW)
out.bind((interface, 0))
mac = bytes.fromhex("0a0000000001")
asked = bytes([203, 0, 113, 1]) if interface == "wan" else bytes([10, 77, 1, 1])
arp = b"\xff" * 6 + mac + bytes.fromhex("08060001080006040001") + mac + bytes([203, 0, 113, 77]) + bytes(6) + asked + bytes(18)
udp = b"\xff" * 6 + mac + bytes.fromhex("0800450000400001000040110000cb00714dc63364010bad0bad002c0000") + bytes(36)
while True:
    if kind == "arp":
        frame = arp
    elif kind == "udp":
        frame = udp
    else:
        frame = random.randbytes(random.randrange(14, 1500))
    for _ in range(64 if kind != "random" else 1):
        try:
            out.send(frame)
        except OSError:
            pass  # the queue is full
