/* What happens in the sky while stars.c draws it. */
#ifndef NIGHT_H
#define NIGHT_H

#include "stars.h"

/* A task; its argument is a struct sky. */
int night(void *sky);

#endif
