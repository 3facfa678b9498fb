/* Scripted signals: WEFT_SIGNALS=INT@2.5,TERM@4. They come at their time on the run's clock, on every host. */
#include "core/core.h"

enum { SCRIPTED_MOST = 16 };

static struct {
    struct weft__timer timer;
    int signal;
} scripted[SCRIPTED_MOST];

static void fire(struct weft__timer *timer, int64_t now)
{
    (void)now;
    for (int i = 0; i < SCRIPTED_MOST; i++)
        if (&scripted[i].timer == timer)
            weft__signal_came(scripted[i].signal);
}

static struct weft__timer_kind raises = {.name = "raise_signal", .fire = fire};

static bool bad_script(void)
{
    weft__say("weft: WEFT_SIGNALS=%s has no meaning; give at most %d signals as INT@2.5,TERM@4 (HUP INT USR1 USR2 TERM)\n",
              weft__options.signals, SCRIPTED_MOST);
    return false;
}

bool weft__script_start(void)
{
    const char *at = weft__options.signals ? weft__options.signals : "";

    for (int n = 0; *at; n++) {
        int signal = weft__signal_named(&at);
        int64_t due;
        if (n == SCRIPTED_MOST || !signal || *at++ != '@' || !weft__option_seconds(&at, &due))
            return bad_script();
        at += *at == ',';
        scripted[n].signal = signal;
        scripted[n].timer = (struct weft__timer){0};
        weft__timer_set(&scripted[n].timer, due, &raises, NULL, NULL);
    }
    return true;
}
