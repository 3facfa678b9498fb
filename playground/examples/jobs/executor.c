/* Call a library that blocks
 *
 * Calls a function that blocks until an answer is there, without holding up other tasks.
 *
 * weft_offload copies the bytes of the request to where the job runs, and back when it has ended. So the job may run in
 * another thread, or in a worker that shares no memory with the program.
 * Try: call get(&request) instead. Nothing else then runs for 0.8 seconds. */
#include <stdio.h>
#include "weft.h"
#include "weft/job.h"

struct request {
    char address[64];
    int status;
};

static int get(void *bytes)
{
    struct request *request = bytes;

    weft_block(0.8); /* a library that blocks until the answer is there */
    request->status = 200;
    return WEFT_OK;
}

static int tick(void *arg)
{
    (void)arg;
    for (int i = 0; i < 3; i++) {
        WEFT_TRY(weft_sleep(0.3));
        printf("the loop goes on\n");
    }
    return WEFT_OK;
}

static int amain(void *arg)
{
    struct request request = {.address = "https://www.python.org"};
    weft_task ticking = weft_spawn(tick, NULL);

    (void)arg;
    WEFT_TRY(weft_offload(get, &request));
    printf("Blocking request finished with status: %d\n", request.status);
    return weft_join(ticking);
}

int main(void)
{
    return weft_run(amain, NULL);
}
