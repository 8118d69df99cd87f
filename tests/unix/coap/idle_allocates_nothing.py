# Looking for datagrams allocates nothing while none comes, and neither does waiting.
import skip  # noqa: F401, I001
import gc

import microcoapy


class Silent:
    NOTHING = (None, None)

    def setblocking(self, flag):
        pass

    def recvfrom(self, size):
        return self.NOTHING

    def sendto(self, data, address):
        return len(data)


def measure(coap):
    def look():
        for _ in range(50):
            coap.poll()
            coap.poll(1, 1)

    look()
    gc.collect()
    gc.disable()
    before = gc.mem_alloc()
    look()
    after = gc.mem_alloc()
    gc.enable()
    return after - before


custom = microcoapy.Coap()
custom.debug = False
custom.setCustomSocket(Silent())
print(measure(custom))
native = microcoapy.Coap()
native.debug = False
native.start(0)
print(measure(native))
