/* Stars fall on a canvas: a program of Emscripten's with a main loop, as there are many, and beside it tasks. */
#include <emscripten.h>
#include <weft/emscripten.h>

#include "night.h"

static struct sky sky = {.line = "a quiet night"};

EM_JS(void, open_canvas, (int width, int height), {
    if (typeof document == 'undefined') return;
    const canvas = document.querySelector('canvas');
    canvas.width = width;
    canvas.height = height;
    Module.brush = canvas.getContext('2d');
});

EM_JS(void, clear_canvas, (int width, int height), {
    if (!Module.brush) return;
    Module.brush.fillStyle = '#10182c';
    Module.brush.fillRect(0, 0, width, height);
});

EM_JS(void, draw_star, (double x, double y, double size, int colour), {
    if (!Module.brush) return;
    Module.brush.fillStyle = 'hsl(' + colour + ' 80% 70%)';
    Module.brush.fillRect(x, y, size, size);
});

EM_JS(void, draw_line, (const char *text, int seconds, int count), {
    if (!Module.brush) return;
    Module.brush.fillStyle = '#ffffff';
    Module.brush.font = '16px sans-serif';
    Module.brush.fillText(UTF8ToString(text) + ' | ' + count + ' stars | ' + seconds + ' s', 12, 308);
});

static void frame(void)
{
    clear_canvas(WIDTH, HEIGHT);
    for (int i = 0; i < sky.count; i++) {
        sky.stars[i].y += sky.stars[i].speed;
        sky.stars[i].x += sky.wind;
        if (sky.stars[i].y > HEIGHT)
            sky.stars[i].y = 0;
        if (sky.stars[i].x > WIDTH)
            sky.stars[i].x = 0;
        draw_star(sky.stars[i].x, sky.stars[i].y, 3 + sky.stars[i].speed, sky.stars[i].colour);
    }
    draw_line(sky.line, sky.seconds, sky.count);
}

int main(void)
{
    open_canvas(WIDTH, HEIGHT);
    sky.count = 1;
    sky.stars[0].speed = 1;
    weft_run_beside(night, &sky);
    emscripten_set_main_loop(frame, 0, true);
}
