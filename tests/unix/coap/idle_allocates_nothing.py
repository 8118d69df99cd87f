# Looking for datagrams allocates nothing while none comes, and neither does waiting.
import skip  # noqa: F401, I001
import microcoapy
import waiting


class Silent:
    NOTHING = (None, None)

    def setblocking(self, flag):
        pass

    def recvfrom(self, size):
        return self.NOTHING

    def sendto(self, data, address):
        return len(data)


custom = microcoapy.Coap()
custom.debug = False
custom.setCustomSocket(Silent())
print(waiting.allocated(custom))
