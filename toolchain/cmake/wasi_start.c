/* Where a WASI program begins, for every wasi-libc alike. With the start file that older ones bring
 * (Debian 12's), the linker wraps each exported function so that it runs the constructors and the
 * destructors; a program that calls them itself is left as it is. */

void __wasm_call_ctors(void);
void __wasm_call_dtors(void);
int __main_void(void);
_Noreturn void __wasi_proc_exit(unsigned code);
void _start(void);

__attribute__((export_name("_start"))) void _start(void)
{
    __wasm_call_ctors();
    int code = __main_void();
    __wasm_call_dtors();
    if (code)
        __wasi_proc_exit((unsigned)code);
}
