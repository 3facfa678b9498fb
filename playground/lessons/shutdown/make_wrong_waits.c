#include <stdio.h>
#include "weft.h"

typedef WEFT_QUEUE(int, 4) request_queue;

static int accepted, answered;

static int accept_all(void *arg)
{
    request_queue *requests = arg;

    for (;;) {
        WEFT_TRY(weft_sleep(0.5));
        accepted++;
        WEFT_TRY(weft_put(requests, &accepted));
    }
}

static int serve(void *arg)
{
    request_queue *requests = arg;
    int request;

    for (;;) {
        int err = weft_get(requests, &request);
        if (err == WEFT_CLOSED)
            return WEFT_OK;
        WEFT_TRY(err);
        WEFT_TRY(weft_sleep(request == 3 ? 100 : 1)); /* the third one hangs */
        answered++;
    }
}

static int amain(void *arg)
{
    request_queue requests = {0};
    weft_task acceptor;
    WEFT_GROUP(server);

    (void)arg;
    acceptor = weft_group_spawn_with(&server, accept_all, &requests, .name = "acceptor");
    weft_group_spawn_with(&server, serve, &requests, .name = "server 1");
    weft_group_spawn_with(&server, serve, &requests, .name = "server 2");
    weft_group_spawn_with(&server, serve, &requests, .name = "server 3");
    WEFT_TRY(weft_sleep(2.2));
    weft_task_cancel(acceptor);
    weft_queue_shutdown(&requests, false);
    int err = weft_group_join(&server);
    if (err != WEFT_TIMEOUT)
        WEFT_TRY(err);
    printf("%d accepted, %d answered, at %.1f s\n", accepted, answered, weft_time());
    return WEFT_OK;
}

int main(void)
{
    return weft_run(amain, NULL);
}
