/* The end of a component. What is stable of WASI 0.2 knows only whether all went well; `weft run` asks wasmtime for more. 0.3 knows the code. */
#include "component.h"

#if defined COMPONENT_EXACT_EXIT || defined COMPONENT_03
#define HAS_CODE
FROM("cli/exit", "exit-with-code") _Noreturn void wasi_exit(int32_t code);
#else
FROM("cli/exit", "exit") _Noreturn void wasi_exit(int32_t failed);
#endif

_Noreturn void __imported_wasi_snapshot_preview1_proc_exit(int32_t code)
{
#ifndef HAS_CODE
    code = code != 0;
#endif
    wasi_exit(code);
}
