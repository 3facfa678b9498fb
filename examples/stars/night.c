/* Three tasks beside a main loop: stars come, seconds pass, and news are awaited from JavaScript. */
#include <emscripten.h>
#include <stdio.h>
#include <weft.h>

#include "night.h"

EM_ASYNC_JS(int, next_news, (char *text, int bytes, int number), {
    const lines = ['a wind rises', 'more stars to come', 'the night is half over', 'it dawns'];
    await new Promise(go => setTimeout(go, 700));   // a fetch, in a real program
    stringToUTF8(lines[number % lines.length], text, bytes);
    return number + 1;
});

static int stars_come(void *arg)
{
    struct sky *sky = arg;

    for (int i = sky->count; i < STARS_MOST; i++) {
        WEFT_TRY(weft_sleep(0.05));
        sky->stars[i].x = (i * 77) % WIDTH;
        sky->stars[i].speed = 0.5 + i % 5 * 0.4;
        sky->stars[i].colour = i * 40 % 360;
        sky->count = i + 1;
    }
    return WEFT_OK;
}

static int seconds_pass(void *arg)
{
    struct sky *sky = arg;

    for (;;) {
        WEFT_TRY(weft_sleep(1));
        sky->seconds++;
    }
}

static int news_come(void *arg)
{
    static char text[64];
    struct sky *sky = arg;

    for (int number = 0; number < 4;) {
        number = next_news(text, sizeof text, number);
        sky->line = text;
        sky->wind = number * 0.3;
        printf("%s\n", text);
        WEFT_TRY(weft_sleep(0.3));
    }
    return WEFT_OK;
}

int night(void *sky)
{
    return weft_gather({stars_come, sky}, {news_come, sky}, {seconds_pass, sky});
}
