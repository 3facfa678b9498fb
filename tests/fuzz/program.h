/* A program as the fuzzer writes it down: lists of numbers, words and lists, [["sleep",3,[5]],["lock",4,[0],[...]]]. An operation is
 * its word, its number, its arguments and the bodies that run inside of it. */
#ifndef PROGRAM_H
#define PROGRAM_H

#include <stdarg.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { MOST_NODES = 8192, MOST_WORD = 24 };

struct node {
    char word[MOST_WORD]; /* "" for a number or a list */
    int number;
    int count;            /* of what is in a list */
    struct node *first, *next;
};

static struct node nodes[MOST_NODES];
static int nodes_used;

static _Noreturn void malformed(const char *why)
{
    fprintf(stderr, "interpreter: %s\n", why);
    exit(2);
}

static struct node *read_node(const char **text)
{
    if (nodes_used == MOST_NODES)
        malformed("the program is too long");
    struct node *node = &nodes[nodes_used++], **end = &node->first;

    *node = (struct node){.count = 0};
    if (**text == '"') {
        size_t length = strcspn(*text + 1, "\"");
        if (length >= MOST_WORD)
            malformed("a word is too long");
        memcpy(node->word, *text + 1, length);
        *text += length + 2;
    } else if (**text == '[') {
        for (++*text; **text != ']'; node->count++) {
            *end = read_node(text);
            end = &(*end)->next;
            if (**text == ',')
                ++*text;
            else if (**text != ']')
                malformed("a list does not end");
        }
        ++*text;
    } else {
        char *after;
        node->number = (int)strtol(*text, &after, 10);
        if (after == *text)
            malformed("neither a number, a word nor a list");
        *text = after;
    }
    return node;
}

/* What stands at this place in a list. */
static const struct node *at(const struct node *list, int index)
{
    const struct node *node = list->first;

    while (node && index-- > 0)
        node = node->next;
    if (!node)
        malformed("something is missing in a list");
    return node;
}

static const char *word_of(const struct node *op) { return at(op, 0)->word; }
static int number_of(const struct node *op) { return at(op, 1)->number; }
static int argument(const struct node *op, int index) { return at(at(op, 2), index)->number; }
static int arguments(const struct node *op) { return at(op, 2)->count; }
static const struct node *body_of(const struct node *op, int index) { return at(op, 3 + index); }

#endif
