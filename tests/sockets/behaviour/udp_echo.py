# Datagrams there and back: what sendto() takes and gives, what recvfrom() gives.
from under_test import address, datagrams

s = datagrams()
for data in (b"plain", bytearray(b"array"), memoryview(b"a memoryview")[2:]):
    print(s.sendto(b"echo " + bytes(data), address()))
    answer, sender = s.recvfrom(100)
    print(answer, type(answer), sender == address())
    print(s.sendto(data, address()) == len(data))  # the peer knows no such word and keeps silent
s.close()
