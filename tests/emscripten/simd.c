/* Vectors of SIMD are kept over a switch. Linked with -msimd128. */
#include <stdio.h>
#include <wasm_simd128.h>
#include <weft.h>

static int adds(void *arg)
{
    v128_t sum = wasm_i32x4_splat(0), step = wasm_i32x4_make(1, 2, 3, *(int *)arg);

    for (int i = 0; i < 5; i++) {
        sum = wasm_i32x4_add(sum, step);
        WEFT_TRY(weft_yield());
    }
    printf("%d %d %d %d\n", wasm_i32x4_extract_lane(sum, 0), wasm_i32x4_extract_lane(sum, 1), wasm_i32x4_extract_lane(sum, 2),
           wasm_i32x4_extract_lane(sum, 3));
    return WEFT_OK;
}

static int amain(void *arg)
{
    int last[] = {4, 5};

    (void)arg;
    return weft_gather({adds, &last[0]}, {adds, &last[1]});
}

int main(void)
{
    return weft_run(amain, NULL);
}
