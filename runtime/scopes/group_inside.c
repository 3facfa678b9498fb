/* The failures of a group that were nobody's when its block was left, kept for those that look at the task which left it: an error
 * group inside of an error group. Linked with programs that ask (weft_task_failures). One entry for each slot of tasks at most: what
 * the next task in a slot leaves takes the place of what the last one left. */
#include "scopes/scopes.h"

enum { ROWS = 64, FAILURES_MOST = 100 };

/* What one task left behind. */
struct entry {
    struct entry *next;              /* in its row */
    weft_task owner;
    const struct weft__error *error; /* its record at that time, NULL: none; with another one it fails for another reason */
    const weft_place *raised;        /* where that was raised: it may be gone, and another one have its address */
    int code;                        /* and the first of these failures */
    struct failure *failures;
};

struct failure {
    weft_failure face;               /* first: what programs see; its texts are below */
    char name[WEFT__NAME_BYTES];
    char text[sizeof ((struct weft__error *)NULL)->text];
};

static struct entry *rows[ROWS];

static struct failure *whole(const weft_failure *face)
{
    return (struct failure *)(uintptr_t)face;
}

static void free_failures(struct failure *failure)
{
    while (failure) { /* what is inside of it comes next: no recursion, groups may be nested deeper than a stack is */
        struct failure *next = whole(failure->face.next);
        if (failure->face.inside) {
            struct failure *last = whole(failure->face.inside);
            while (last->face.next)
                last = whole(last->face.next);
            last->face.next = failure->face.next;
            next = whole(failure->face.inside);
        }
        weft__free(failure, sizeof *failure);
        failure = next;
    }
}

/* Takes the entry of this task out of its row; NULL when there is none. */
static struct entry *take(weft_task owner)
{
    for (struct entry **at = &rows[owner.slot % ROWS]; *at; at = &(*at)->next)
        if ((*at)->owner.slot == owner.slot) {
            struct entry *entry = *at;
            *at = entry->next;
            return entry;
        }
    return NULL;
}

static void drop(struct entry *entry)
{
    if (entry) {
        free_failures(entry->failures);
        weft__free(entry, sizeof *entry);
    }
}

static void forget(void)
{
    for (size_t i = 0; i < ROWS; i++)
        while (rows[i])
            drop(take(rows[i]->owner));
}

static struct weft__ending at_end = {.forget = forget};

/* Whether the task fails, or failed, because of what is in its entry. */
static bool is_why(const struct entry *entry, const struct weft__task *task)
{
    if (task->state == WEFT__DONE && task->result != entry->code)
        return false;
    const struct weft__error *error = task->error;
    while (error && error != entry->error && entry->error) /* weft_raise_from keeps it as a cause */
        error = error->cause;
    return error == entry->error && (!error || error->place == entry->raised);
}

static struct failure *note(const char *name, const char *text, weft_failure face)
{
    struct failure *failure = weft__alloc(sizeof *failure);

    if (!failure)
        return NULL;
    *failure = (struct failure){.face = face};
    memcpy(failure->name, name, strlen(name)); /* both come from arrays of that size */
    memcpy(failure->text, text, strlen(text));
    failure->face.name = failure->name;
    failure->face.text = failure->text;
    return failure;
}

/* What a task of the group failed with, and what that came from. */
static struct failure *of_task(const weft_group *group, const struct weft__task *task)
{
    const struct weft__error *error = weft__error_of(task);
    struct entry *entry = take(task->face.name);
    struct failure *failure = note(task->name, error ? error->text : "",
                                   (weft_failure){.code = task->result, .group = group->place,
                                                  .place = error ? error->place : task->spawned_at});

    if (failure && entry && weft_task_same(entry->owner, task->face.name) && is_why(entry, task)) {
        failure->face.inside = &entry->failures->face;
        entry->failures = NULL;
    }
    drop(entry);
    return failure;
}

static struct failure *of_body(const weft_group *group, const struct weft__task *self)
{
    const struct weft__error *error = self->error && self->error->code == group->body_failure ? self->error : NULL;

    return note(self->name, error ? error->text : "",
                (weft_failure){.code = group->body_failure, .group = group->place, .place = error ? error->place : group->place});
}

void weft__group_keep_failures(const weft_group *group)
{
    const struct weft__task *self = weft__self();
    struct failure *first = NULL, *last = NULL;
    int count = 0;

    if (!self || group->settles || group->policy != WEFT__JOINED)
        return;
    for (struct weft__node *node = group->finished.first; node; node = node->next) {
        const struct weft__task *task = weft__owner(node, const struct weft__task, member);
        if (!weft__group_failed(task) || task->taken)
            continue;
        struct failure *failure = count++ < FAILURES_MOST ? of_task(group, task) : NULL;
        if (failure && last)
            last->face.next = &failure->face;
        else if (failure)
            first = failure;
        last = failure ? failure : last;
    }
    struct failure *body = group->body_failure && weft_task_same(group->body_task, self->face.name) ? of_body(group, self) : NULL;
    if (body && last)
        last->face.next = &body->face;
    else if (body)
        first = body;
    if (!first)
        return;
    drop(take(self->face.name));
    struct entry *entry = weft__alloc(sizeof *entry);
    if (!entry) {
        free_failures(first);
        return;
    }
    struct entry **row = &rows[self->face.name.slot % ROWS];
    /* when the body failed first, that is what the group gave */
    *entry = (struct entry){.next = *row, .owner = self->face.name, .error = self->error,
                            .raised = self->error ? self->error->place : NULL, .failures = first,
                            .code = body && group->failure == group->body_failure ? group->failure : first->face.code};
    *row = entry;
    (void)weft__at_end(&at_end);
}

const weft_failure *weft_task_failures(weft_task name)
{
    const struct weft__task *task = weft__task_of(name);

    if (!task)
        return NULL;
    for (const struct entry *entry = rows[name.slot % ROWS]; entry; entry = entry->next)
        if (weft_task_same(entry->owner, name) && is_why(entry, task))
            return &entry->failures->face;
    return NULL;
}
