/* A number of tokens, at most one a task. */
#include "core/functions.h"
#include "core/wait.h"

static weft_resource_kind a_limiter = {.name = "limiter", .noun = "the limiter"};
static weft_wait_kind for_token = {.name = "limiter", .words = "waits for a token of", .of = &a_limiter};

static const struct weft__held_kind a_loan = {"the token borrowed at", "behind: declare its loan with WEFT_LOAN, or give it back", true};

static void lend(weft_place *place, weft_limiter *limiter, weft_loan *loan, const struct weft__task *task)
{
    struct weft__face *face = weft__face_of(task);

    *loan = (weft_loan){.next = face->loans, .task = face->name, .from = limiter};
    face->loans = loan;
    limiter->borrowed++;
    weft__hold(&loan->held, &a_loan, place, loan, NULL);
}

/* The loans of a task lie in a list of its own. A task that ends without giving back leaves its token out, but nobody else ever
 * looks at what lay on its stack. */
static void take_out(weft_loan *loan)
{
    weft_loan **at = &weft__face_of(weft__self())->loans;

    while (*at && *at != loan)
        at = &(*at)->next;
    if (*at)
        *at = loan->next;
    loan->from = NULL;
    weft__let_go(&loan->held);
}

int weft_limiter_borrow(weft_place *place, weft_limiter *limiter, weft_loan *loan)
{
    struct weft__task *self = weft__self();

    if (!self || loan->from)
        return WEFT_USAGE;
    weft__look_at_held(); /* before its loans are read */
    for (const weft_loan *own = weft__face_of(self)->loans; own; own = own->next)
        if (own->from == limiter)
            return WEFT_USAGE;
    if (limiter->borrowed >= limiter->tokens || limiter->waiters.first) {
        WEFT_TRY(weft__park(&(struct weft__wait){.place = place, .kind = &for_token, .list = &limiter->waiters,
                                                 .resource = &limiter->resource}));
        limiter->borrowed--; /* kept for it since its wake */
    }
    lend(place, limiter, loan, self);
    return WEFT_OK;
}

/* Free tokens go to the waiters, in order; each is counted as borrowed from its wake on. */
static void serve(weft_limiter *limiter)
{
    while (limiter->borrowed < limiter->tokens && weft__wake_first(&limiter->waiters, WEFT_OK, true))
        limiter->borrowed++;
}

int weft_limiter_return(weft_limiter *limiter, weft_loan *loan)
{
    if (loan->from != limiter || !weft_task_same(loan->task, weft_current()))
        return WEFT_USAGE;
    take_out(loan);
    limiter->borrowed--;
    serve(limiter);
    return WEFT_OK;
}

void weft__loan_leave(weft_loan *loan)
{
    if (loan->from)
        weft_limiter_return(loan->from, loan);
}

void weft_limiter_resize(weft_limiter *limiter, uint32_t tokens)
{
    limiter->tokens = tokens;
    serve(limiter);
}
