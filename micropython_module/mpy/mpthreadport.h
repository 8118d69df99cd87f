// Locks are objects of the module `_thread` (mpy_vm.c), or NULL where the interpreter has no threads.
typedef void *mp_thread_mutex_t;
typedef void *mp_thread_recursive_mutex_t;
