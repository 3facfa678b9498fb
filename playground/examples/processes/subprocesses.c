/* Three commands at once
 *
 * Runs three shell commands at the same time and captures what each one prints. The results come in the order of the commands.
 *
 * Try: let a command fail, `exit 3`, and print its exit code. */
#include <stdio.h>
#include "weft/process.h"

struct job {
    const char *line;
    weft_output *out;
};

static int capture(void *arg)
{
    struct job *job = arg;
    WEFT_PROCESS(child);

    WEFT_TRY(weft_process_start(&child, job->line, .shell = true, .out = WEFT_PIPE, .err = WEFT_PIPE));
    return weft_process_communicate(&child, NULL, 0, job->out, NULL);
}

static int amain(void *arg)
{
    WEFT_OUTPUT(hello);
    WEFT_OUTPUT(version);
    WEFT_OUTPUT(date);
    struct job jobs[] = {{"echo 'Hello World'", &hello}, {"python --version", &version}, {"date", &date}};

    (void)arg;
    WEFT_TRY(weft_gather_each(capture, jobs, 3));
    for (int i = 0; i < 3; i++)
        printf("Command: %s\nOutput: %s\n", jobs[i].line, jobs[i].out->bytes);
    return WEFT_OK;
}

int main(void)
{
    return weft_run(amain, NULL);
}
