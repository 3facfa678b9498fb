/* Context variables. What a task sees is a chain of bindings, newest first, with at most one of each variable. A chain that others see,
 * too, never changes: setting a variable makes another one that shares what comes after the variable's old binding. So a spawned task
 * shares its spawner's chain, a chain goes when the last task that sees it has gone, and none is longer than there are variables,
 * however often they are set. */
#include "core/core.h"

struct weft__binding {
    struct weft__node node;      /* in `all` */
    struct weft__binding *older; /* owned in part: it counts us */
    const weft_variable *variable;
    void *value;
    bool set;                    /* false: as if nothing had ever been set */
    uint32_t owners;             /* tasks, handles, contexts and bindings that point here */
};

static struct weft__list all;

struct weft__binding *weft__context_share(struct weft__binding *context)
{
    if (context)
        context->owners++;
    return context;
}

void weft__context_release(struct weft__binding *context)
{
    while (context && --context->owners == 0) {
        struct weft__binding *older = context->older;
        weft__list_remove(&all, &context->node);
        weft__free(context, sizeof *context);
        context = older;
    }
}

void weft__contexts_free(void)
{
    while (all.first) {
        struct weft__binding *binding = weft__owner(all.first, struct weft__binding, node);
        weft__list_remove(&all, &binding->node);
        weft__free(binding, sizeof *binding);
    }
}

/* ---- reading ---- */

/* The binding that counts; NULL when the variable is not set. */
static struct weft__binding *look_up(struct weft__binding *binding, const weft_variable *variable)
{
    while (binding && binding->variable != variable)
        binding = binding->older;
    return binding && binding->set ? binding : NULL;
}

void *weft_variable_get_or(const weft_variable *variable, void *fallback)
{
    const struct weft__binding *binding = look_up(weft__context_now(), variable);

    return binding ? binding->value : fallback;
}

void *weft_variable_get(const weft_variable *variable)
{
    return weft_variable_get_or(variable, variable->fallback);
}

int weft_variable_find(const weft_variable *variable, void **value)
{
    bool found = variable->fallback || look_up(weft__context_now(), variable);

    if (found)
        *value = weft_variable_get(variable);
    return found ? WEFT_OK : WEFT_EMPTY;
}

/* ---- setting ---- */

/* Where the chain hangs that the running task or callback sees; NULL outside of them. */
static struct weft__binding **home(void)
{
    struct weft__task *self = weft__self();

    if (!weft__loop.running)
        return NULL;
    return !self ? &weft__loop.context : self->given ? &self->given->bindings : &self->context;
}

/* A new binding, before a chain that it takes over. */
static struct weft__binding *push(struct weft__binding *older, const weft_variable *variable, void *value, bool set)
{
    struct weft__binding *binding = weft__alloc(sizeof *binding);

    if (!binding)
        return NULL;
    *binding = (struct weft__binding){.older = older, .variable = variable, .value = value, .set = set, .owners = 1};
    weft__list_append(&all, &binding->node);
    return binding;
}

/* Copies of the bindings from `from` up to `to`, in the same order, before a share of what comes after it; NULL without memory. */
static struct weft__binding *without(const struct weft__binding *from, const struct weft__binding *to)
{
    struct weft__binding *first = NULL, **end = &first;

    for (; from != to; from = from->older) {
        struct weft__binding *copy = push(NULL, from->variable, from->value, from->set);
        if (!copy) {
            weft__context_release(first);
            return NULL;
        }
        *end = copy;
        end = &copy->older;
    }
    *end = weft__context_share(to->older);
    return first;
}

static int bind(const weft_variable *variable, void *value, bool set)
{
    struct weft__binding **chain = home();

    if (!chain)
        return WEFT_USAGE;
    struct weft__binding *old = *chain, *rest = *chain;
    bool own = true; /* nobody else sees it */
    for (; old && old->variable != variable; old = old->older)
        own &= old->owners == 1;
    if (old && own && old->owners == 1) { /* mutant: variable-kept */
        old->value = value;
        old->set = set;
        return WEFT_OK;
    }
    if (old && old != *chain && !(rest = without(*chain, old)))
        return WEFT_NO_MEMORY;
    if (old == *chain && old)
        rest = weft__context_share(old->older);
    struct weft__binding *binding = push(rest, variable, value, set);
    if (!binding) {
        if (old)
            weft__context_release(rest);
        return WEFT_NO_MEMORY;
    }
    if (old)
        weft__context_release(*chain); /* the new one stands for it */
    *chain = binding;
    return WEFT_OK;
}

int weft_variable_set(const weft_variable *variable, void *value)
{
    return bind(variable, value, true);
}

int weft_variable_set_with(const weft_variable *variable, void *value, weft_variable_token *token)
{
    const struct weft__binding *before = look_up(weft__context_now(), variable);

    *token = (weft_variable_token){.variable = variable, .before = before ? before->value : NULL, .was_set = before,
                                   .home = home(), .task = weft_current()};
    return bind(variable, value, true);
}

int weft_variable_reset(const weft_variable *variable, weft_variable_token *token)
{
    weft_task current = weft_current();
    bool own = !weft__self() || !weft__self()->given; /* a task's own context is known by the task, another by its address */

    if (token->used || !token->variable)
        return WEFT_USAGE;
    if (token->variable != variable || token->home != home() ||
        (own && (token->task.slot != current.slot || token->task.generation != current.generation)))
        return WEFT_INVALID;
    WEFT_TRY(bind(token->variable, token->before, token->was_set));
    token->used = true;
    return WEFT_OK;
}

/* ---- contexts of the program ---- */

weft_context *weft__context_use(weft_context *context)
{
    if (context->run != weft__loop.run_number)
        *context = (weft_context){.run = weft__loop.run_number};
    return context;
}

void weft_context_copy(weft_context *context)
{
    struct weft__binding *now = weft__context_share(weft__context_now());

    weft__context_release(weft__context_use(context)->bindings);
    context->bindings = now;
}

void *weft_context_get(const weft_context *context, const weft_variable *variable)
{
    const struct weft__binding *binding = context->run == weft__loop.run_number ? look_up(context->bindings, variable) : NULL;

    return binding ? binding->value : variable->fallback;
}

int weft_context_run(weft_context *context, weft_task_function *fn, void *arg)
{
    struct weft__task *self = weft__self();

    if (!self)
        return WEFT_USAGE;
    struct weft_context *outer = self->given;
    self->given = weft__context_use(context);
    int result = fn(arg);
    self->given = outer;
    return result;
}
