/* A number of tokens, at most one a task. */
#include "core/functions.h"
#include "core/wait.h"

static weft_resource_kind a_limiter = {.name = "limiter", .noun = "the limiter"};
static weft_wait_kind for_token = {.name = "limiter", .words = "waits for a token of", .of = &a_limiter};

static void lend(weft_limiter *limiter, weft_loan *loan, const struct weft__task *task)
{
    loan->task = weft__task_name(task);
    loan->from = limiter;
    limiter->borrowed++;
    weft__list_append(&limiter->borrowers, &loan->node);
}

int weft_limiter_borrow(weft_place *place, weft_limiter *limiter, weft_loan *loan)
{
    struct weft__task *self = weft__self();

    if (!self || loan->from)
        return WEFT_USAGE;
    for (struct weft__node *node = limiter->borrowers.first; node; node = node->next)
        if (weft_task_same(weft__owner(node, weft_loan, node)->task, weft__task_name(self)))
            return WEFT_USAGE;
    if (limiter->borrowed >= limiter->tokens || limiter->waiters.first) {
        WEFT_TRY(weft__park(&(struct weft__wait){.place = place, .kind = &for_token, .list = &limiter->waiters,
                                                 .resource = &limiter->resource}));
        limiter->borrowed--; /* kept for it since its wake */
    }
    lend(limiter, loan, self);
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
    loan->from = NULL;
    weft__list_remove(&limiter->borrowers, &loan->node);
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
