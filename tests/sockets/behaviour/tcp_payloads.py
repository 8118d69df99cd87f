# Streams carry every byte, also what looks like the words of a modem.
from under_test import connected

s = connected(b"echo")
for data in (
    bytes(range(256)), b"\r\nOK\r\n", b"> ", b"+++", b"\r\nERROR\r\n", b"+SQNSH: 1\r\n", b'+QIURC: "closed",0\r\n',
    b"\r\nNO CARRIER\r\n", b"\r\n#XDATAMODE: 0\r\n", b"SEND OK\r\n", b"\x1a\x1b\x08\x7f\x00",
    b"\x00", b'"', b"\r", b"\n", b"A",
):
    s.write(data)
    print(s.read(len(data)) == data)
s.close()
