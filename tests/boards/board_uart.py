# The second serial port of the emulated boards as an object with read() and write(), through machine.mem32.
import sys

from machine import mem8, mem32


class CmsdkUart:
    """UART 1 of QEMU's "mps2-an385" (ARM CMSDK APB UART)."""

    BASE = 0x40005000
    DATA, STATE, CTRL, BAUDDIV = 0, 4, 8, 16  # offsets of the registers
    TX_FULL, RX_FULL = 1, 2  # bits of STATE

    def __init__(self):
        mem32[self.BASE + self.BAUDDIV] = 16  # the smallest divider
        mem32[self.BASE + self.CTRL] = 3  # transmit and receive
        self.get()  # only a read makes the emulator look again for bytes, which it did not take before

    def has_byte(self):
        return mem32[self.BASE + self.STATE] & self.RX_FULL

    def get(self):
        return mem32[self.BASE + self.DATA] & 0xFF

    def put(self, byte):
        while mem32[self.BASE + self.STATE] & self.TX_FULL:
            pass
        mem32[self.BASE + self.DATA] = byte

    def read(self, size=256):
        """Bytes that are there now; None without any."""
        data = bytearray()
        while len(data) < size and self.has_byte():
            data.append(self.get())
        return bytes(data) if data else None

    def write(self, data):
        for byte in data:
            self.put(byte)
        return len(data)


class PciUart(CmsdkUart):
    """QEMU's "pci-serial" (a 16550) on the riscv "virt" machine, which the firmware has to place itself."""

    CONFIGURATION, WINDOW = 0x30000000, 0x03000000  # PCIe ECAM and the window of the I/O space
    IO_BASE = 0x1000
    VENDOR_AND_DEVICE = 0x00021B36
    DATA, IER, FCR, LCR, MCR, LSR = 0, 1, 2, 3, 4, 5  # offsets of the registers
    DATA_READY, TX_EMPTY = 0x01, 0x20  # bits of LSR

    def __init__(self):
        device = self.find()
        mem32[device + 0x10] = self.IO_BASE  # base address register 0
        mem32[device + 0x04] = 1  # command: decode the I/O space
        self.base = self.WINDOW + self.IO_BASE
        mem8[self.base + self.LCR] = 0x80  # divisor latch
        mem8[self.base + self.DATA] = 1
        mem8[self.base + self.IER] = 0
        mem8[self.base + self.LCR] = 3  # 8N1
        mem8[self.base + self.FCR] = 7  # FIFO on and empty
        mem8[self.base + self.MCR] = 3  # DTR and RTS

    def find(self):
        for number in range(32):
            device = self.CONFIGURATION + (number << 15)
            if mem32[device] & 0xFFFFFFFF == self.VENDOR_AND_DEVICE:
                return device
        raise OSError(19)

    def has_byte(self):
        return mem8[self.base + self.LSR] & self.DATA_READY

    def get(self):
        return mem8[self.base + self.DATA]

    def put(self, byte):
        while not mem8[self.base + self.LSR] & self.TX_EMPTY:
            pass
        mem8[self.base + self.DATA] = byte


def second_uart():
    return CmsdkUart() if "mps2" in sys.implementation._machine else PciUart()
