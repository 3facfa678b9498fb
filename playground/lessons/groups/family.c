#include <stdio.h>
#include "weft.h"

enum { BROKE = 1 };

struct child {
    const char *name;
    double seconds;
    bool breaks;
};

static int work(void *arg)
{
    struct child *child = arg;
    int err = weft_sleep(child->seconds);

    if (err) {
        printf("%.0f s: %s is cancelled\n", weft_time(), child->name);
        return err;
    }
    printf("%.0f s: %s %s\n", weft_time(), child->name, child->breaks ? "fails" : "is done");
    return child->breaks ? weft_raise(BROKE, "%s broke", child->name) : WEFT_OK;
}

static int family(void)
{
    struct child ann = {"Ann", 1, false}, ben = {"Ben", 2, true}, cleo = {"Cleo", 3, false};
    WEFT_GROUP(children);

    weft_group_spawn_with(&children, work, &ann, .name = "Ann");
    weft_group_spawn_with(&children, work, &ben, .name = "Ben");
    weft_group_spawn_with(&children, work, &cleo, .name = "Cleo");
    return weft_group_join(&children);
}

static int amain(void *arg)
{
    int err = family();

    (void)arg;
    printf("%.0f s: the family is back: %s\n", weft_time(), err ? "one failed" : "all is well");
    return WEFT_OK;
}

int main(void)
{
    return weft_run(amain, NULL);
}
