/* GLib's main loop drives us, with a timer of its own beside. */
#include <glib-unix.h>

#include "beside.h"

static GMainLoop *loop;
static guint deadline;

static gboolean on_deadline(gpointer data);

static gboolean turn(void)
{
    double seconds;

    if (deadline)
        g_source_remove(deadline);
    deadline = 0;
    if (!weft_runner_poll(&runner, &seconds)) {
        g_main_loop_quit(loop);
        return G_SOURCE_REMOVE;
    }
    if (seconds != WEFT_FOREVER)
        deadline = g_timeout_add((guint)(seconds * 1000 + 0.999), on_deadline, NULL);
    return G_SOURCE_CONTINUE;
}

static gboolean on_deadline(gpointer data)
{
    (void)data;
    deadline = 0; /* this one goes */
    turn();
    return G_SOURCE_REMOVE;
}

static gboolean on_readable(gint descriptor, GIOCondition condition, gpointer data)
{
    (void)descriptor;
    (void)condition;
    (void)data;
    return turn();
}

static gboolean on_own(gpointer data)
{
    (void)data;
    return strike() ? G_SOURCE_CONTINUE : G_SOURCE_REMOVE;
}

int main(void)
{
    loop = g_main_loop_new(NULL, FALSE);
    weft_runner_begin(&runner, WEFT_TAKES_NOTHING, amain, NULL);
    g_unix_fd_add(weft_runner_descriptor(&runner), G_IO_IN, on_readable, NULL);
    g_timeout_add(1, on_own, NULL);
    turn();
    g_main_loop_run(loop);
    printf("exit code %d\n", weft_runner_close(&runner));
    g_main_loop_unref(loop);
    return 0;
}
