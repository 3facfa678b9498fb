/* Jobs under WASI. A host with the flag runs them in another instance of this very module, in a worker: it calls what is exported here
 * (docs/host-protocol.md). Others have nobody beside the loop. */
#include "host_wasi.h"

#include "port/job.h"
#include "port/memory.h"

enum { PLACES_SHIFT = 8, PLACES_MOST = 255 };

int weft__host_submit_job(struct weft__job *job)
{
    if (!(weft_base.host_flags & HOST_HAS_JOBS) || job->shared)
        return WEFT_UNSUPPORTED;
    job->operation.descriptor = (int32_t)(uintptr_t)job->fn;
    weft__submitted_join(&job->operation);
    return WEFT_OK;
}

/* The host ends them with the program. */
void weft__host_end_jobs(void)
{
}

uint32_t weft__host_job_places(void)
{
    return weft_base.host_flags & HOST_HAS_JOBS ? weft_base.host_flags >> PLACES_SHIFT & PLACES_MOST : 0;
}

/* ---- in the other instance: main never runs there ---- */

void __wasm_call_ctors(void);

/* Room for the bytes of a job. The first call of an instance. */
void *weft_job_room(size_t count);
__attribute__((export_name("weft_job_room"))) void *weft_job_room(size_t count)
{
    __wasm_call_ctors();
    return weft__host_allocate(count ? count : 1);
}

int weft_job(int (*fn)(void *), void *bytes, size_t count);
__attribute__((export_name("weft_job"))) int weft_job(int (*fn)(void *), void *bytes, size_t count)
{
    (void)count;
    int result = fn(bytes);
    weft__host_flush();
    return result;
}
