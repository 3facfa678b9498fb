/* Which network a program with connections has: WEFT_NET and WEFT_NET_FAULTS. Only such programs are linked with it. */
#include "core/core.h"
#include "port/socket.h"

#pragma weak weft__net_faults_read

bool weft__net_options(void)
{
    const char *net = weft__host_option("WEFT_NET"), *faults = weft__host_option("WEFT_NET_FAULTS");

    if (net && *net) {
        weft__options.net = strcmp(net, "inside") == 0 ? WEFT__NET_INSIDE : strcmp(net, "host") == 0 ? WEFT__NET_HOST : WEFT__NET_UNDECIDED;
        if (weft__options.net == WEFT__NET_UNDECIDED) {
            weft__say("weft: WEFT_NET=%s has no meaning; give inside or host\n", net);
            return false;
        }
    }
    if (!faults || !*faults)
        return true;
    uint64_t seed;
    unsigned kinds;
    if (weft__net_faults_read)
        return weft__net_faults_read(faults, &seed, &kinds);
    weft__say("weft: this program was not built with --net-faults\n");
    return false;
}

/* A replay has the choice of its recording, wherever it plays. */
enum weft__net weft__net_choice(void)
{
    enum weft__net net = weft__options.net;

    if (net == WEFT__NET_BEYOND)
        return WEFT__NET_INSIDE;
    if (weft__tape == WEFT__PLAYS || net == WEFT__NET_INSIDE)
        return net;
    if (net == WEFT__NET_HOST)
        return weft__host_has_sockets() ? WEFT__NET_HOST : WEFT__NET_NONE;
    return weft__clock_virtual() || !weft__host_has_sockets() ? WEFT__NET_INSIDE : WEFT__NET_HOST;
}

/* Whether the host reaches what no server inside of the program listens at: a page fetches. */
bool weft__net_beyond(void)
{
    return weft__tape == WEFT__PLAYS ? weft__options.net == WEFT__NET_BEYOND : weft__options.net == WEFT__NET_UNDECIDED && weft__host_reaches_out();
}
