/* What WEFT_NET_FAULTS says: a seed, and after commas what may go wrong. Only in programs whose network can be a bad one. */
#include "core/core.h"
#include "weft/stream.h"

static const struct { const char *name; unsigned kind; } names[] = {
    {"latency", WEFT_NET_LATENCY}, {"short", WEFT_NET_SHORT}, {"refused", WEFT_NET_REFUSED}, {"reset", WEFT_NET_RESET},
    {"half-open", WEFT_NET_HALF_OPEN}, {"partition", WEFT_NET_PARTITION}, {"slow", WEFT_NET_SLOW},
    {"loss", WEFT_NET_LOSS}, {"double", WEFT_NET_DOUBLE}, {"reorder", WEFT_NET_REORDER}};

static unsigned kind_named(const char *text, size_t length)
{
    for (size_t i = 0; i < sizeof names / sizeof *names; i++)
        if (strlen(names[i].name) == length && strncmp(names[i].name, text, length) == 0)
            return names[i].kind;
    return 0;
}

bool weft__net_faults_read(const char *text, uint64_t *seed, unsigned *kinds)
{
    const char *at = text;
    bool good = *at >= '0' && *at <= '9';

    for (*seed = 0; *at >= '0' && *at <= '9'; at++)
        *seed = *seed * 10 + (uint64_t)(*at - '0');
    for (*kinds = 0; good && *at == ',';) {
        size_t length = strcspn(++at, ",");
        unsigned kind = kind_named(at, length);
        good = kind != 0;
        *kinds |= kind;
        at += length;
    }
    if (good && !*at)
        return true;
    weft__say("weft: WEFT_NET_FAULTS=%s has no meaning; give a seed, and after commas latency, short, refused, reset, half-open, partition, slow, loss, double or reorder\n",
              text);
    return false;
}
