/* Where a component of WASI 0.3 that is a program begins: `wasi:cli/run`, which is asynchronous. */
#include "abi.h"

extern void __wasm_call_ctors(void);

__attribute__((export_name("[async-lift]wasi:cli/run@0.3.0#run"))) int32_t component_run(void)
{
    __wasm_call_ctors();
    weft_base.host_flags = HOST_TAKES_OPERATIONS | HOST_HAS_SOCKETS;
    return weft_go_on();
}

__attribute__((export_name("[callback][async-lift]wasi:cli/run@0.3.0#run"))) int32_t component_run_again(int32_t event, handle waitable, uint32_t code)
{
    if (event != NO_EVENT)
        component_hear(waitable, code);
    return weft_go_on();
}
