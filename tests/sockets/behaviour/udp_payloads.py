# Every byte and every length arrives as it was sent, also what looks like the words of a modem.
from under_test import address, datagrams, pattern

s = datagrams()


def echo(data):
    s.sendto(b"echo " + data, address())
    return s.recvfrom(1024)[0] == data


print([echo(pattern(count)) for count in (1, 2, 100, 255, 256, 512, 1000)])
print(echo(bytes(range(256))))
for data in (
    b"\r\nOK\r\n", b"> ", b"+++", b"\r\nERROR\r\n", b"+SQNSRING: 1,5\r\n", b'+QIURC: "recv",0\r\n',
    b"\n#XAPOLL: 0,1\r\n",
):
    print(data, echo(data))
print(echo(b"\x00+"), echo(b"\x00++"))
print(echo(b"\x1a\x1b\x08\x7f\x00"), echo(b"\x00"), echo(b'"'), echo(b"\r"), echo(b"\n"))
s.close()
