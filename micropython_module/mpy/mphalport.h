// A native module has no port: the clock is the module `time` (mpy_vm.c).
