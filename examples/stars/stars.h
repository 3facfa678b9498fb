/* The sky that stars.c moves and draws. */
#ifndef STARS_H
#define STARS_H

#include <stdbool.h>

enum { STARS_MOST = 64, WIDTH = 480, HEIGHT = 320 };

struct sky {
    struct {
        double x, y, speed;
        int colour;
    } stars[STARS_MOST];
    int count;
    int seconds;            /* since the start */
    const char *line;       /* what stands at the bottom */
    double wind;
};

#endif
