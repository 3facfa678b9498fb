/* One call for work of any kind: its declaration says where it runs. */
#include "io/job.h"

int weft__do(weft_place *place, const weft_work *work, void *bytes, size_t count)
{
    int kinds = (work->job != NULL) + (work->task != NULL) + (work->plain != NULL);

    if (!weft__self())
        return WEFT_USAGE;
    if (kinds != 1)
        return WEFT_INVALID;
    if (work->plain)
        return work->plain(bytes);
    if (work->job)
        return weft__offload(place, work->job, &(weft_job_options){.bytes = bytes}, count);
    return weft_join(place, weft_spawn(place, &(weft_spawn_options){.fn = work->task, .arg = bytes, .name = work->name}));
}
