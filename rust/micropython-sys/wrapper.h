// What bindgen reads (tools/bindings.sh). A fact that a macro gives with sizeof in it becomes a constant here, because
// bindgen evaluates only plain numbers among macros.

#include "py/mpconfig.h"
#include "py/mpprint.h"
#include "py/nlr.h"

static const unsigned MPNET_BYTES_PER_GC_BLOCK = MICROPY_BYTES_PER_GC_BLOCK;
static const unsigned MPNET_BYTES_PER_UINT = sizeof(mp_uint_t);
