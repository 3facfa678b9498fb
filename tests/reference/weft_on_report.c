#include <stdio.h>
#include "weft.h"

static void show(const char *line, void *arg) { printf("%s| %s\n", (const char *)arg, line); }

static int amain(void *arg) { return weft_raise(3, "no route"); }

int main(void)
{
    weft_report_hook *hook = show;

    weft_on_report(hook, "report ");
    return weft_run(amain, NULL);
}

/* Prints, and ends with 3:
 * report | weft: main ended with code 3 (failed), spawned at weft_on_report.c:13; it never waited
 * report |   no route (code 3), raised at weft_on_report.c:6 in amain
 */
