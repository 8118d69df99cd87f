# It printed a dot.
from support import attached

modem, s = attached()
for flag in (True, False, 0, 1, None):
    print(s.setblocking(flag))
