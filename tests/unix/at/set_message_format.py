# 1 is BYTE, everything else ASCII; the modem hears of it with the next operation.
from support import attached

modem, s = attached()
for value in (0, 1, 2, -1, "1", None, 1.5, s.SOCKET_MESSAGE_FORMAT.SOCKET_MESSAGE_BYTE):
    s.setMessageFormat(value)
    print(repr(value), s.contentFormat)
print(s.SOCKET_MESSAGE_FORMAT.SOCKET_MESSAGE_ASCII)
