/* Where a component begins: `wasi:cli/run`. libc's own start would wrap every export with constructors and destructors, and cabi_realloc is
 * one that the host calls in the middle of a call of ours. */
#include "component.h"

#include <stdlib.h>

extern void __wasm_call_ctors(void);
extern int __main_void(void);

__attribute__((export_name("wasi:cli/run@0.2.0#run"))) int32_t component_run(void)
{
    __wasm_call_ctors();
    weft_base.host_flags = HOST_TAKES_OPERATIONS | HOST_HAS_SOCKETS;
    exit(__main_void());
}
