/* An intrusive list: the nodes live inside what they link, so joining and leaving never allocate. `= {0}` is empty. */
#ifndef WEFT_LIST_H
#define WEFT_LIST_H

#include "weft.h"

/* The struct around a node: weft__owner(node, struct weft__task, wait). */
#define weft__owner(member_node, type, member) \
    ((type *)(void *)((char *)(member_node) - offsetof(type, member)))

static inline bool weft__list_empty(const struct weft__list *list)
{
    return list->first == NULL;
}

static inline void weft__list_append(struct weft__list *list, struct weft__node *node)
{
    node->next = NULL;
    node->previous = list->last;
    if (list->last)
        list->last->next = node;
    else
        list->first = node;
    list->last = node;
}

/* Behind `after`; NULL: as the first. */
static inline void weft__list_insert(struct weft__list *list, struct weft__node *after, struct weft__node *node)
{
    struct weft__node *next = after ? after->next : list->first;

    node->previous = after;
    node->next = next;
    *(after ? &after->next : &list->first) = node;
    *(next ? &next->previous : &list->last) = node;
}

static inline void weft__list_remove(struct weft__list *list, struct weft__node *node)
{
    if (node->previous)
        node->previous->next = node->next;
    else
        list->first = node->next;
    if (node->next)
        node->next->previous = node->previous;
    else
        list->last = node->previous;
    node->next = node->previous = NULL;
}

#endif
