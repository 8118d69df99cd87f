# Connect, send, receive, close.
from under_test import connected

s = connected(b"echo")
for data in (b"bytes", bytearray(b"array"), memoryview(b"a memoryview")[2:], "text"):
    count = s.send(data)
    answer = b""
    while len(answer) < count:
        answer += s.recv(100)
    print(count, answer, type(answer))
print(s.close())
