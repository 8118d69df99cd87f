# The modem's answer as it is; more tries until one contains OK.
from support import ERROR, OK, attached

modem, s = attached()
modem.answers = [("AT+CSQ", "\r\n+CSQ: 17,99\r\n\r\nOK\r\n")]
print(repr(s.sendAtCommand("AT+CSQ")))
modem.answers = [("AT", ERROR), ("AT", ""), ("AT", "\r\n+CME ERROR: 3\r\n"), ("AT", OK)]
print(repr(s.sendAtCommand("AT")))
print(repr(s.sendAtCommand("AT", 2)))
print(repr(s.sendAtCommand("AT", max_tries=5)))
print(repr(s.sendAtCommand(b"4154", 1)))
print(repr(s.sendAtCommand("Pycom_Dummy")))
