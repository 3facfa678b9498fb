/* What C forbids, where the compiler has put a check before it (`weft run`, and edits in the page): a sentence with the line, and the
 * end. Each check calls a function of clang's sanitizer interface with a record of where it stands; a program that was built without
 * checks calls none of them, and then none is linked. */
#include "core/core.h"
#include "port/host.h"

struct where {
    const char *file;
    uint32_t line, column;
};

struct type { /* of clang's: a name in quotes follows */
    uint16_t kind, bits;
    char name[];
};

struct null_check {
    struct where where;
    const struct type *type; /* of what is looked for behind the pointer */
    uint8_t alignment, use;
};

struct division_check {
    struct where where;
    const struct type *type;
};

struct index_check {
    struct where where;
    const struct type *array, *index;
};

_Noreturn void __ubsan_handle_type_mismatch_v1_abort(const struct null_check *check, uintptr_t pointer);
_Noreturn void __ubsan_handle_divrem_overflow_abort(const struct division_check *check, uintptr_t left, uintptr_t right);
_Noreturn void __ubsan_handle_out_of_bounds_abort(const struct index_check *check, uintptr_t index);

/* What is written down first: readers of the trace show the place, too. */
static void begin(const struct where *where, const char *text)
{
    static weft_place place;
    const struct weft__task *task = weft__self();

    weft__output_flush();
    weft__host_flush();
    place = (weft_place){.file = where->file, .function = "", .words = "", .line = (int)where->line};
    if (task)
        WEFT__TRACE(weft__trace_text(WEFT__RAISED, task, text, &place, WEFT_EXIT_TRAP));
    weft__trace_stop();
    weft_on_report(NULL, NULL); /* the program's hook may be what failed */
    weft__say("weft: %s %s at %s:%u, column %u", task ? task->name : "code outside of any task", text, where->file, where->line,
              where->column);
}

static _Noreturn void end(void)
{
    const struct weft__task *task = weft__self();

    if (task)
        weft__say("; it was spawned at %p", task->spawned_at);
    weft__say("\n");
    weft__host_exit(WEFT_EXIT_TRAP);
}

_Noreturn void __ubsan_handle_type_mismatch_v1_abort(const struct null_check *check, uintptr_t pointer)
{
    const struct weft__task *task = weft__self();

    (void)pointer;
    begin(&check->where, "used a NULL pointer");
    weft__say(", where it needs one to %s", check->type->name);
    if (task && !task->arg)
        weft__say("; the argument that it was given is NULL");
    end();
}

_Noreturn void __ubsan_handle_divrem_overflow_abort(const struct division_check *check, uintptr_t left, uintptr_t right)
{
    (void)left;
    (void)right;
    begin(&check->where, "divided by zero");
    end();
}

_Noreturn void __ubsan_handle_out_of_bounds_abort(const struct index_check *check, uintptr_t index)
{
    begin(&check->where, "went outside of an array");
    weft__say(": there is no element %d in %s", (int)index, check->array->name);
    end();
}
