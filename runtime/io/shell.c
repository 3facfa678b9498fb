/* The shell inside of the program: commands in a row (`;`, a new line, `&&`, `||`), quotes, `$NAME`, `${NAME}`, `$?`, `>&2`, `exit`, and
 * `for NAME in WORDS; do ...; done`. A line is read as it runs; before that once without running anything, so that what is not known here is said
 * at the start. */
#include "io/command.h"

enum { WORDS_BYTES = 1024, NAME_BYTES = 32, DEEPEST = 4 };

/* The words of one command or loop. */
struct words {
    char bytes[WORDS_BYTES];
    size_t used;
    int count;
    bool open;   /* a word has begun */
    bool to_err; /* >&2 */
};

/* A variable of a loop, on the stack of its for. */
struct variable {
    const struct variable *outer;
    char name[NAME_BYTES];
    const char *value;
};

struct shell {
    weft_place *place;
    struct weft__command *command;
    const char *at;
    const struct variable *variables;
    const char *unknown; /* what is not known here */
    int status;
    int err;             /* a code: it was cancelled, say */
    int depth;
    bool runs;           /* else it is only read */
    bool exits;
};

static bool is_blank(char byte)
{
    return byte == ' ' || byte == '\t';
}

static bool is_end(char byte)
{
    return byte == '\0' || byte == '\n' || byte == ';' || byte == '&' || byte == '|';
}

static bool is_name(char byte)
{
    return byte == '_' || (byte >= '0' && byte <= '9') || (byte >= 'a' && byte <= 'z') || (byte >= 'A' && byte <= 'Z');
}

static void skip_blanks(struct shell *shell)
{
    while (is_blank(*shell->at))
        shell->at++;
}

static void skip_ends(struct shell *shell)
{
    while (is_blank(*shell->at) || *shell->at == '\n' || *shell->at == ';')
        shell->at++;
}

static bool over(const struct shell *shell)
{
    return shell->unknown || shell->err || shell->exits;
}

static bool refuse(struct shell *shell, const char *what)
{
    if (!shell->unknown)
        shell->unknown = what;
    return false;
}

/* Whether this word stands here, alone; it is then behind it. */
static bool takes(struct shell *shell, const char *word)
{
    size_t length = strlen(word);

    if (strncmp(shell->at, word, length) != 0 || !(is_blank(shell->at[length]) || is_end(shell->at[length])))
        return false;
    shell->at += length;
    return true;
}

/* ---- words ---- */

static bool add(struct shell *shell, struct words *words, char byte)
{
    if (words->used + 2 > sizeof words->bytes)
        return refuse(shell, "so many words");
    words->open = true;
    words->bytes[words->used++] = byte;
    return true;
}

static void end_word(struct words *words)
{
    if (!words->open)
        return;
    words->bytes[words->used++] = '\0';
    words->count++;
    words->open = false;
}

static const char *value_of(const struct shell *shell, const char *name)
{
    size_t length = strlen(name);

    for (const struct variable *variable = shell->variables; variable; variable = variable->outer)
        if (strcmp(variable->name, name) == 0)
            return variable->value;
    const char *const *all = shell->command ? shell->command->environment : NULL;
    if (!all)
        return shell->command ? weft__host_option(name) : NULL;
    for (; *all; all++)
        if (strncmp(*all, name, length) == 0 && (*all)[length] == '=')
            return *all + length + 1;
    return NULL;
}

static void add_value(struct shell *shell, struct words *words, const char *value, bool quoted)
{
    for (; value && *value; value++) {
        if (!quoted && (is_blank(*value) || *value == '\n'))
            end_word(words);
        else if (!add(shell, words, *value))
            return;
    }
}

static void add_status(struct shell *shell, struct words *words)
{
    int status = shell->status;

    if (status >= 100)
        add(shell, words, (char)('0' + status / 100 % 10));
    if (status >= 10)
        add(shell, words, (char)('0' + status / 10 % 10));
    add(shell, words, (char)('0' + status % 10));
}

/* Behind a dollar sign. */
static void expand(struct shell *shell, struct words *words, bool quoted)
{
    char name[NAME_BYTES];
    size_t length = 0;
    bool braces = *shell->at == '{';

    if (*shell->at == '?') {
        shell->at++;
        add_status(shell, words);
        return;
    }
    shell->at += braces;
    while (is_name(*shell->at) && length + 1 < sizeof name)
        name[length++] = *shell->at++;
    name[length] = '\0';
    bool ends = !braces || (*shell->at == '}' && shell->at++);
    if (braces ? !ends || length == 0 : length == 0 && (*shell->at == '(' || is_name(*shell->at) || (*shell->at && strchr("@*#$!", *shell->at))))
        refuse(shell, braces ? "${...}" : "$(...) and the like");
    else if (length > 0)
        add_value(shell, words, value_of(shell, name), quoted);
    else
        add(shell, words, '$');
}

static void read_single(struct shell *shell, struct words *words)
{
    words->open = true;
    while (*shell->at && *shell->at != '\'' && !shell->unknown)
        add(shell, words, *shell->at++);
    if (*shell->at == '\'')
        shell->at++;
    else
        refuse(shell, "a quote without its end");
}

static void read_double(struct shell *shell, struct words *words)
{
    words->open = true;
    while (*shell->at != '"' && !shell->unknown) {
        char byte = *shell->at;
        if (byte == '\0' || byte == '`') {
            refuse(shell, byte ? "`...`" : "a quote without its end");
            return;
        }
        shell->at++;
        if (byte == '$')
            expand(shell, words, true);
        else if (byte == '\\' && *shell->at && strchr("$`\"\\", *shell->at))
            add(shell, words, *shell->at++);
        else
            add(shell, words, byte);
    }
    if (!shell->unknown)
        shell->at++;
}

/* Up to the end of the command. */
static void read_words(struct shell *shell, struct words *words)
{
    words->used = 0;
    words->count = 0;
    words->open = words->to_err = false;
    while (!shell->unknown) {
        char byte = *shell->at;
        if (is_end(byte) || is_blank(byte)) {
            end_word(words);
            if (is_end(byte))
                return;
            shell->at++;
        } else if (byte == '\'' && shell->at++) {
            read_single(shell, words);
        } else if (byte == '"' && shell->at++) {
            read_double(shell, words);
        } else if (byte == '$' && shell->at++) {
            expand(shell, words, false);
        } else if (byte == '\\' && shell->at[1]) {
            add(shell, words, shell->at[1]);
            shell->at += 2;
        } else if (!words->open && (strncmp(shell->at, ">&2", 3) == 0 || strncmp(shell->at, "1>&2", 4) == 0)) {
            words->to_err = true;
            shell->at += *shell->at == '1' ? 4 : 3;
        } else if (strchr("<>`(){}*?[#!~", byte)) {
            refuse(shell, byte == '<' || byte == '>' ? "a redirection (but >&2)" : byte == '`' || byte == '(' ? "a command within a command"
                                                                                                    : "a pattern or a special sign without quotes");
        } else {
            add(shell, words, *shell->at++);
        }
    }
}

/* ---- running ---- */

static int read_status(const char *text)
{
    int status = 0;

    for (; *text >= '0' && *text <= '9'; text++)
        status = (status * 10 + (*text - '0')) & 255;
    return status;
}

static bool is_keyword(const char *word)
{
    static const char *const all[] = {"if", "then", "else", "elif", "fi", "while", "until", "case", "esac", "do", "done", "in", "function", "set", "export",
                                      "cd", "read", "wait", "trap", "eval", "exec", "shift", "test"};

    for (size_t i = 0; i < sizeof all / sizeof *all; i++)
        if (strcmp(word, all[i]) == 0)
            return true;
    return false;
}

static void run_words(struct shell *shell, const struct words *words)
{
    struct weft__command *command = shell->command;
    const struct weft__command_out out = command->out;

    if (strcmp(words->bytes, "exit") == 0) {
        if (words->count > 1)
            shell->status = read_status(words->bytes + strlen("exit") + 1);
        shell->exits = true;
        return;
    }
    if (words->to_err)
        command->out = command->err;
    int code = weft__command_run(shell->place, command, words->bytes, words->count);
    command->out = out;
    if (code == WEFT__COMMAND_MISSING && !weft__command_exists(words->bytes)) {
        int err = weft__command_say(shell->place, command, "sh: ", words->bytes, ": not found");
        code = err < 0 ? err : code;
    }
    if (code < 0)
        shell->err = code;
    else
        shell->status = code;
}

static void run_command(struct shell *shell)
{
    struct words words;

    read_words(shell, &words);
    if (shell->unknown || words.count == 0)
        return;
    if (is_keyword(words.bytes))
        refuse(shell, "if, while, case, or a command of the shell's own but exit");
    else if (!shell->runs && strchr(words.bytes, '=') && !strchr(words.bytes, ' '))
        refuse(shell, "NAME=value");
    else if (shell->runs)
        run_words(shell, &words);
}

static void run_list(struct shell *shell);

/* The body of a loop, once; the shell is then behind its `done`. */
static void run_body(struct shell *shell, const char *body, bool runs)
{
    bool before = shell->runs;

    shell->at = body;
    shell->runs = before && runs;
    run_list(shell);
    shell->runs = before;
    if (!over(shell) && !takes(shell, "done"))
        refuse(shell, "a for without its done");
}

static void run_loop(struct shell *shell)
{
    struct variable variable = {.outer = shell->variables};
    struct words words;
    size_t length = 0;

    skip_blanks(shell);
    while (is_name(*shell->at) && length + 1 < sizeof variable.name)
        variable.name[length++] = *shell->at++;
    skip_blanks(shell);
    if (length == 0 || !takes(shell, "in") || ++shell->depth > DEEPEST) {
        refuse(shell, "such a for");
        return;
    }
    read_words(shell, &words);
    skip_ends(shell);
    if (shell->unknown || !takes(shell, "do")) {
        refuse(shell, "a for without its do");
        return;
    }
    const char *body = shell->at;
    shell->variables = &variable;
    variable.value = "";
    if (!shell->runs || words.count == 0)
        run_body(shell, body, false);
    for (const char *word = words.bytes; shell->runs && words.count > 0 && !over(shell); words.count--, word += strlen(word) + 1) {
        variable.value = word;
        run_body(shell, body, true);
    }
    shell->variables = variable.outer;
    shell->depth--;
}

static void run_item(struct shell *shell)
{
    skip_blanks(shell);
    if (takes(shell, "for"))
        run_loop(shell);
    else
        run_command(shell);
    skip_blanks(shell);
}

/* Whether an && or || follows; the shell is then behind it, and `*and` says which. */
static bool takes_link(struct shell *shell, bool *and)
{
    if (shell->at[0] != '&' && shell->at[0] != '|')
        return false;
    if (shell->at[1] != shell->at[0])
        return refuse(shell, *shell->at == '|' ? "a pipeline" : "a command in the background");
    *and = *shell->at == '&';
    shell->at += 2;
    skip_ends(shell);
    return true;
}

/* Up to the end of the line, or a `done`. */
static void run_list(struct shell *shell)
{
    const bool runs = shell->runs;
    bool and;

    for (skip_ends(shell); *shell->at && !over(shell); skip_ends(shell)) {
        const char *here = shell->at;
        if (takes(shell, "done")) {
            shell->at = here;
            return;
        }
        run_item(shell);
        while (!over(shell) && takes_link(shell, &and)) {
            shell->runs = runs && (shell->status == 0) == and;
            run_item(shell);
        }
        shell->runs = runs;
        if (!over(shell) && shell->at == here) {
            refuse(shell, "such a line");
            return;
        }
    }
}

const char *weft__shell_check(const char *line)
{
    struct shell shell = {.at = line};

    run_list(&shell);
    if (!shell.unknown && *shell.at)
        refuse(&shell, "a done without its for");
    return shell.unknown;
}

int weft__shell_run(weft_place *place, struct weft__command *command, const char *line)
{
    struct shell shell = {.place = place, .command = command, .at = line, .runs = true};
    const char *unknown = weft__shell_check(line);

    if (unknown) {
        int err = weft__command_say(place, command, "sh: this shell, inside of the program, does not know ", unknown, "");
        return err < 0 ? err : 2;
    }
    run_list(&shell);
    return shell.err ? shell.err : shell.status;
}
