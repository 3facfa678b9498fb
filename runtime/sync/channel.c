/* Channels: a buffer with two kinds of ends, of which there may be several each. An item goes straight from a sender to a receiver
 * that waits, and a freed place straight to the first sender that waits, so nobody can slip in between.
 *
 * The buffer is a queue that nobody waits on. A task that waits stands in one of the channel's own two lists, with what it brought:
 * its end and where its item is. Why not the queue's own waiting: an end that is closed must find the tasks that wait on it and no
 * others, a channel without places must give an item from hand to hand, and a broken channel has another code than a closed one. */
#include "core/wait.h"

static int64_t places(const weft_resource *resource)
{
    const weft_queue *buffer = weft__owner(resource, const weft_queue, resource);

    return buffer->grown ? 0 : (int64_t)buffer->room;
}

static weft_resource_kind a_channel = {.name = "channel", .noun = "the channel", .capacity = places};
static weft_wait_kind to_send = {.name = "send", .words = "waits to send into", .of = &a_channel};
static weft_wait_kind to_receive = {.name = "receive", .words = "waits for an item in", .of = &a_channel};

/* What a task brings to its wait; on its stack. */
struct exchange {
    weft_end *end;
    unsigned char *item; /* the sender's, or where the receiver wants it */
};

static weft__queue_view buffer_of(weft_channel *channel)
{
    return (weft__queue_view){&channel->buffer, channel->slots, channel->grows ? 0 : channel->places, channel->item_bytes};
}

static struct exchange *first(const struct weft__list *list)
{
    return weft__first_brings(list);
}

static int park(weft_place *place, weft_end *end, void *item)
{
    weft_channel *channel = end->channel;
    struct exchange exchange = {end, item};

    return weft__park(&(struct weft__wait){.place = place, .kind = end->sends ? &to_send : &to_receive,
                                           .list = end->sends ? &channel->senders : &channel->receivers,
                                           .resource = &channel->buffer.resource, .brings = &exchange});
}

static int into_buffer(weft_place *place, weft_channel *channel, const void *item)
{
    weft__queue_view buffer = buffer_of(channel);

    if (!channel->grows && channel->places == 0)
        return WEFT_FULL;
    WEFT_TRY(weft__queue_put_nowait(place, &buffer, item));
    if (channel->buffer.count > channel->most_used)
        channel->most_used = channel->buffer.count;
    return WEFT_OK;
}

static int send_now(weft_place *place, weft_end *end, const void *item)
{
    weft_channel *channel = end->channel;

    if (!item)
        return WEFT_INVALID;
    if (!channel)
        return WEFT_USAGE;
    if (channel->open_receivers == 0)
        return WEFT_BROKEN;
    struct exchange *receiver = first(&channel->receivers);
    if (!receiver) /* mutant: channel-buffers */
        return into_buffer(place, channel, item);
    memcpy(receiver->item, item, channel->item_bytes);
    weft__wake_first(&channel->receivers, WEFT_OK, true); /* mutant: channel-handed */
    return WEFT_OK;
}

static int receive_now(weft_place *place, weft_end *end, void *item)
{
    weft_channel *channel = end->channel;

    if (!item)
        return WEFT_INVALID;
    if (!channel)
        return WEFT_USAGE;
    struct exchange *sender = first(&channel->senders);
    if (channel->buffer.count > 0) {
        weft__queue_view buffer = buffer_of(channel);
        WEFT_TRY(weft__queue_get_nowait(place, &buffer, item));
        if (sender)
            WEFT_TRY(into_buffer(place, channel, sender->item));
    } else if (sender) {
        memcpy(item, sender->item, channel->item_bytes);
    } else {
        return channel->open_senders == 0 ? WEFT_CLOSED : WEFT_EMPTY;
    }
    weft__wake_first(&channel->senders, WEFT_OK, true);
    return WEFT_OK;
}

int weft__channel_send_nowait(weft_place *place, weft_end *end, const void *item)
{
    return send_now(place, end, item);
}

int weft__channel_receive_nowait(weft_place *place, weft_end *end, void *item)
{
    return receive_now(place, end, item);
}

int weft__channel_send(weft_place *place, weft_end *end, const void *item)
{
    if (!weft__self())
        return WEFT_USAGE;
    int err = send_now(place, end, item);
    return err == WEFT_FULL ? park(place, end, (void *)(uintptr_t)item) : err;
}

int weft__channel_receive(weft_place *place, weft_end *end, void *item)
{
    if (!weft__self())
        return WEFT_USAGE;
    int err = receive_now(place, end, item);
    return err == WEFT_EMPTY ? park(place, end, item) : err;
}

/* ---- ends ---- */

int weft__channel_open(weft_place *place, const weft__channel_view *view, weft_end *sender, weft_end *receiver)
{
    weft_channel *channel = view->channel;

    if (channel->open_senders > 0 || channel->open_receivers > 0)
        return WEFT_USAGE;
    *channel = (weft_channel){.buffer = {.resource = {.name = place->words}, .room = view->places}, .slots = view->slots,
                              .places = view->places, .item_bytes = view->item_bytes, .grows = view->grows,
                              .open_senders = 1, .open_receivers = 1};
    *sender = (weft_end){.channel = channel, .sends = true};
    *receiver = (weft_end){.channel = channel};
    weft__level(&channel->buffer.resource, &a_channel, NULL, 0);
    return WEFT_OK;
}

int weft__end_clone(const weft_end *end, weft_end *clone)
{
    if (!end->channel || clone->channel)
        return WEFT_USAGE;
    *clone = (weft_end){.channel = end->channel, .sends = end->sends};
    if (end->sends)
        end->channel->open_senders++;
    else
        end->channel->open_receivers++;
    return WEFT_OK;
}

/* Wakes the tasks that wait on an end while it is closed. */
static void turn_away(struct weft__list *list, const weft_end *end)
{
    struct weft__node *next;

    for (struct weft__node *node = list->first; node; node = next) {
        struct weft__task *task = weft__waiter(node);
        const struct exchange *exchange = weft__brings(task);
        next = node->next;
        if (exchange->end == end)
            weft__wake(task, WEFT_USAGE, false);
    }
}

void weft__end_close(weft_end *end)
{
    weft_channel *channel = end->channel;

    if (!channel)
        return;
    end->channel = NULL;
    turn_away(end->sends ? &channel->senders : &channel->receivers, end);
    if (end->sends && --channel->open_senders == 0)
        /* mutant: channel-ends */
        weft__wake_all(&channel->receivers, WEFT_CLOSED, false); /* they wait, so nothing is inside */
    if (!end->sends && --channel->open_receivers == 0) {
        weft__wake_all(&channel->senders, WEFT_BROKEN, false);
        weft__queue_free(&channel->buffer);
    }
}

void weft__end_leave(weft_end **end)
{
    weft__end_close(*end);
}

weft_channel_statistics weft__channel_statistics(const weft_channel *channel)
{
    return (weft_channel_statistics){.used = channel->buffer.count,
                                     .places = channel->grows ? SIZE_MAX : channel->places,
                                     .most_used = channel->most_used,
                                     .senders = channel->open_senders,
                                     .receivers = channel->open_receivers,
                                     .waiting_senders = weft__waiters(&channel->senders),
                                     .waiting_receivers = weft__waiters(&channel->receivers)};
}
