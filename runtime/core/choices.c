/* WEFT_CHOICES: which of the ready tasks runs next. At each moment at which several are ready the next number of the list counts from
 * the one that came first, 0. After the last number it is first come, first served.
 *
 * Only steps of tasks are chosen among, those of the next turn, too: what a timer, a callback or the world does waits in its place, and
 * runs when it is the first. Nobody starves: the list ends.
 *
 * In wasm the struct below is exported: a host that searches writes the list there and reads what there was to choose from. */
#include "core/choices.h"

struct weft_choices weft_choices __attribute__((used, visibility("default"))) = {.version = 1};

static const char *text; /* WEFT_CHOICES, where it is read next; NULL: the host has written the list */
static bool refused;
static uint32_t at, last; /* text: the moment whose choice was read last, and that choice. Moments count from 1 */

static bool digits(const char **from, uint32_t *value)
{
    const char *first = *from;

    for (*value = 0; **from >= '0' && **from <= '9'; ++*from) {
        if (*value > 100000000)
            return false;
        *value = *value * 10 + (uint32_t)(**from - '0');
    }
    return *from != first;
}

/* "2" is the choice of the next moment, "17:2" that of the 17th; in between it is the oldest. False at the end, or for what has no
 * meaning: then `text` does not stand at the end. */
static bool read_next(void)
{
    uint32_t value, moment = at + 1;

    if (!digits(&text, &value))
        return false;
    if (*text == ':') {
        moment = value;
        text++;
        if (moment <= at || !digits(&text, &value))
            return false;
    }
    if (*text == ',' && text[1])
        text++;
    else if (*text)
        return false;
    at = moment;
    last = value;
    return true;
}

/* From the first item, which there is if the list has a meaning. */
static void begin(const char *list)
{
    text = list;
    at = last = 0;
    (void)read_next();
}

/* Before each run of the program: the list and its moments go on from run to run. */
bool weft__choices_options(void)
{
    const char *given = weft__host_option("WEFT_CHOICES");

    if (weft_choices.searches || text)
        weft__options.seeded = WEFT__CHOSEN_ORDER;
    if (text || !given || !*given)
        return true;
    if (weft__options.record || weft__options.replay) {
        weft__say("weft: a run with WEFT_CHOICES cannot be recorded or replayed: its list replays it\n");
        return false;
    }
    begin(given);
    while (at && read_next())
        ;
    if (!at || *text) {
        text = NULL;
        weft__say("weft: WEFT_CHOICES=%s has no meaning; give numbers from 0, as 0,2,1, or 17:2 for the 17th moment\n", given);
        return false;
    }
    begin(given);
    weft__options.seeded = WEFT__CHOSEN_ORDER;
    return true;
}

/* xorshift32: every second moment by chance, which keeps something of the order in which they came. */
static uint32_t draw(uint32_t of)
{
    uint32_t x = weft_choices.chance;

    x ^= x << 13;
    x ^= x >> 17;
    x ^= x << 5;
    weft_choices.chance = x;
    return x & 1 ? (x >> 8) % of : 0;
}

/* The choice of the moment `number`, from so many. */
static uint32_t choice(uint32_t number, uint32_t of)
{
    if (!text) {
        if (number <= weft_choices.given && number <= WEFT__CHOICES_MOST)
            return weft_choices.moments[number - 1].taken;
        return weft_choices.chance && number <= WEFT__CHOICES_MOST ? draw(of) : 0;
    }
    while (at < number && read_next())
        ;
    return at == number ? last : 0;
}

struct weft__node *weft__choose(struct weft__node *first)
{
    struct weft__node *chosen = NULL;
    uint32_t of = 0;

    if (weft__owner(first, struct weft__ready, node)->kind != WEFT__STEP)
        return first;
    for (struct weft__node *node = first; node && of < WEFT__CHOICES_OF; node = node->next)
        of += weft__owner(node, struct weft__ready, node)->kind == WEFT__STEP;
    if (of < 2)
        return first;
    uint32_t number = ++weft_choices.made, taken = choice(number, of);
    if (taken >= of) {
        weft__say("weft: choice %u of WEFT_CHOICES is %u, but only %u tasks are ready there: 0 to %u. The program was changed since, or the "
                  "list is of another one\n", number, taken, of, of - 1);
        weft__end_run(WEFT_EXIT_OPTION);
        refused = true;
        taken = 0;
    }
    uint32_t skip = taken;
    for (chosen = first; skip > 0 || weft__owner(chosen, struct weft__ready, node)->kind != WEFT__STEP; chosen = chosen->next)
        skip -= weft__owner(chosen, struct weft__ready, node)->kind == WEFT__STEP;
    if (number <= WEFT__CHOICES_MOST && weft_choices.searches) {
        weft_choices.moments[number - 1].taken = (uint8_t)taken;
        weft_choices.moments[number - 1].of = (uint8_t)of;
        if (number > weft_choices.given && weft__choices_seen && weft__choices_seen()) {
            weft_choices.known = number;
            weft__end_run(WEFT_EXIT_OPTION);
        }
    }
    WEFT__TRACE(weft__trace_chosen(weft__owner(chosen, struct weft__ready, node), taken, of));
    if (weft__tracing && weft_choices.searches)
        weft__trace_flush(); /* an end of the program in the middle of a step leaves what was chosen */
    return chosen;
}

/* What is left of the list was for another program. */
__attribute__((destructor)) static void look_at_the_rest(void)
{
    if (!text || refused)
        return;
    (void)choice(UINT32_MAX, 1);
    if (at > weft_choices.made)
        weft__say("weft: WEFT_CHOICES has a choice for moment %u, but there were %u moments with several ready tasks\n", at,
                  weft_choices.made);
}
