/* Fetch three users and read their JSON
 *
 * Fetches three users: first comes the status, then the text, which is read as JSON.
 *
 * The network is pretended. Two waits in one task come one after the other; three tasks wait at
 * the same time, so all of it takes as long as one of them.
 * Try: leave a quote out of the text. The first failure ends the other two, and then the run. */
#include <stdio.h>
#include "weft.h"

enum { COUNT = 3, BAD_JSON = 1 };

struct response {
    int status;
    char text[64];
};

struct user {
    const char *name;
    char url[48];
    int status, loom_count; /* the results */
};

static int get(const struct user *user, struct response *response)
{
    WEFT_TRY(weft_sleep(0.2)); /* until the server answers */
    response->status = 200;
    snprintf(response->text, sizeof response->text, "{\"name\": \"%s\", \"looms\": 2}", user->name);
    return WEFT_OK;
}

static int read_json(const struct response *response, struct user *user)
{
    WEFT_TRY(weft_sleep(0.1)); /* until all of the text is there */
    if (sscanf(response->text, "{\"name\": \"%*[^\"]\", \"looms\": %d}", &user->loom_count) != 1)
        return weft_raise(BAD_JSON, "%s: this is no user", user->url);
    return WEFT_OK;
}

static int fetch(void *arg)
{
    struct user *user = arg;
    struct response response;

    WEFT_TRY(get(user, &response));
    user->status = response.status;
    return read_json(&response, user);
}

static int amain(void *arg)
{
    struct user users[COUNT] = {{.name = "ada"}, {.name = "grace"}, {.name = "joseph"}};

    (void)arg;
    for (int i = 0; i < COUNT; i++)
        snprintf(users[i].url, sizeof users[i].url, "https://api.example.com/users/%s",
                 users[i].name);

    WEFT_TRY(weft_gather_each(fetch, users, COUNT));
    for (int i = 0; i < COUNT; i++)
        printf("%s: %d, %d looms\n", users[i].url, users[i].status, users[i].loom_count);
    return WEFT_OK;
}

int main(void)
{
    return weft_run(amain, NULL);
}
