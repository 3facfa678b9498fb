/* Crawl a site, three pages at a time
 *
 * Follows the links of each page to pages that it has not seen, three at a time, and gives each two seconds.
 *
 * The site is a server in the same program: page N links to pages 2N and 2N + 1, and page 5 never answers.
 * Try: allow one at a time, then ten, and look at the lanes. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include "weft.h"
#include "weft/http.h"

enum { PAGES = 12, AT_A_TIME = 3 };

/* ---- the site ---- */

static int site(weft_request *request, void *arg)
{
    int page = atoi(request->path + 1);
    char body[100];

    (void)arg;
    WEFT_TRY(weft_sleep(page == 5 ? 60 : 0.5));
    if (page < 1 || page > PAGES)
        return weft_respond_text(request, 404, "there is no such page");
    snprintf(body, sizeof body, "<a href=\"/%d\">on</a> <a href=\"/%d\">and on</a>", 2 * page, 2 * page + 1);
    return weft_respond(request, 200, "text/html", body, strlen(body));
}

/* ---- the crawler ---- */

struct visit {
    struct crawler *crawler;
    int page; /* 0: nobody has seen a link to it */
};

struct crawler {
    weft_semaphore connections;
    weft_group *group;
    struct visit visits[PAGES * 2 + 2];
};

static int follow(struct crawler *crawler, int page);

static int crawl(void *arg)
{
    const struct visit *visit = arg;
    char url[40], body[200];
    size_t count;

    snprintf(url, sizeof url, "http://localhost:8080/%d", visit->page);
    WEFT_TRY(weft_semaphore_acquire(&visit->crawler->connections));
    WEFT_RELEASE_AT_EXIT(&visit->crawler->connections);
    WEFT_RESPONSE(page);

    int err = weft_fetch(&page, url, .timeout = 2);
    if (err == WEFT_TIMEOUT) {
        printf("page %d: no answer\n", visit->page);
        return WEFT_OK;
    }
    WEFT_TRY(err);
    WEFT_TRY(weft_response_body(&page, body, sizeof body, &count));
    printf("page %d: %d\n", visit->page, page.status);
    for (const char *link = body; page.status == 200 && (link = strstr(link, "href=\"/")); link++)
        WEFT_TRY(follow(visit->crawler, atoi(link + 7)));
    return WEFT_OK;
}

static int follow(struct crawler *crawler, int page)
{
    struct visit *visit = &crawler->visits[page];

    if (visit->page)
        return WEFT_OK;
    *visit = (struct visit){crawler, page};
    return weft_group_spawn(crawler->group, crawl, visit).slot ? WEFT_OK : WEFT_NO_MEMORY;
}

static int amain(void *arg)
{
    weft_http http = {.handler = site};
    struct crawler crawler = {.connections = WEFT_SEMAPHORE(AT_A_TIME)};

    (void)arg;
    WEFT_SERVER(server);
    WEFT_TRY(weft_http_start(&server, "localhost", "8080", &http));
    WEFT_GROUP(pages);
    crawler.group = &pages;
    WEFT_TRY(follow(&crawler, 1));
    return weft_group_join(&pages);
}

int main(void)
{
    return weft_run(amain, NULL);
}
