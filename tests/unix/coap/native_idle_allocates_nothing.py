# With the port's own sockets: looking for datagrams allocates nothing while none comes, and neither does waiting.
import skip  # noqa: F401, I001
import microcoapy
import waiting

native = microcoapy.Coap()
native.debug = False
native.start(0)
print(waiting.allocated(native))
