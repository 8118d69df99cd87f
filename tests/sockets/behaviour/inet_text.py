# inet_pton() and inet_ntop(): addresses and their text.
from under_test import outcome, socket

for family, texts in (
    (socket.AF_INET, ("0.0.0.0", "192.0.2.10", "255.255.255.255", "192.0.2", "192.0.2.256", "::1", "peer.example", "")),
    (
        socket.AF_INET6,
        (
            "::",
            "::1",
            "2001:db8::a",
            "2001:0DB8:0:0:0:0:0:A",
            "2001:db8:0:1:0:0:0:1",
            "::ffff:192.0.2.1",
            "1:2:3:4:5:6:7:8",
            "1:2:3:4:5:6:7",
            "1::2::3",
            "fe80::1%1",
            "192.0.2.10",
        ),
    ),
):
    for text in texts:
        packed = outcome(socket.inet_pton, family, text)
        print(text, packed, outcome(socket.inet_ntop, family, packed) if isinstance(packed, bytes) else "-")
print(outcome(socket.inet_pton, 99, "192.0.2.10"))
print(outcome(socket.inet_ntop, 99, b"abcd"))
