# What waiting allocates.
import gc


def allocated(coap):
    # Bytes that 50 looks for datagrams and 50 waits allocate, once what is made on first use is there.
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
