/* Context variables. What a task sees is a chain of bindings, newest first. The chain never changes: setting a variable puts a binding
 * before it, so a spawned task shares its spawner's chain, and a chain goes when the last task that sees it has gone. */
#include "core.h"

struct weft__binding {
    struct weft__binding *older; /* owned in part: it counts us */
    const weft_variable *variable;
    void *value;
    uint32_t owners; /* tasks and bindings that point here */
};

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
        weft__free(context, sizeof *context);
        context = older;
    }
}

void *weft_variable_get(const weft_variable *variable)
{
    const struct weft__binding *binding = weft__self() ? weft__self()->context : NULL;

    for (; binding; binding = binding->older)
        if (binding->variable == variable)
            return binding->value;
    return variable->fallback;
}

int weft_variable_set(const weft_variable *variable, void *value)
{
    struct weft__task *self = weft__self();

    if (!self)
        return WEFT_USAGE;
    if (self->context && self->context->variable == variable && self->context->owners == 1) {
        self->context->value = value; /* nobody else sees it: a loop that sets a variable does not grow the chain */
        return WEFT_OK;
    }
    struct weft__binding *binding = weft__alloc(sizeof *binding);
    if (!binding)
        return WEFT_NO_MEMORY;
    *binding = (struct weft__binding){.older = self->context, .variable = variable, .value = value, .owners = 1};
    self->context = binding;
    return WEFT_OK;
}

int weft_variable_set_with(const weft_variable *variable, void *value, weft_variable_token *token)
{
    *token = (weft_variable_token){.variable = variable, .before = weft_variable_get(variable), .task = weft_current()};
    return weft_variable_set(variable, value);
}

int weft_variable_reset(weft_variable_token *token)
{
    weft_task current = weft_current();

    if (token->used || !token->variable)
        return WEFT_USAGE;
    if (token->task.slot != current.slot || token->task.generation != current.generation)
        return WEFT_INVALID;
    WEFT_TRY(weft_variable_set(token->variable, token->before));
    token->used = true;
    return WEFT_OK;
}
