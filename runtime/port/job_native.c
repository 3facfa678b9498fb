/* Jobs natively: a pool of threads. A job that finds no idle thread gets a new one; how many there are is decided above (io/job.c). Threads
 * stay until the run ends. */
#define _GNU_SOURCE
#include "port/job.h"

#include <errno.h>
#include <pthread.h>
#include <signal.h>
#include <stdint.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

enum { PLACES = 40 };

static pthread_mutex_t mutex = PTHREAD_MUTEX_INITIALIZER;
static pthread_cond_t work = PTHREAD_COND_INITIALIZER;  /* there is a job, or the pool ends */
static pthread_cond_t gone = PTHREAD_COND_INITIALIZER;  /* a thread has ended */
static pthread_cond_t news;                             /* for weft__host_await */
static pthread_once_t once = PTHREAD_ONCE_INIT;

static struct weft__job *first, *last; /* not begun */
static size_t threads, idle, queued;
static bool ending;

static void *run_jobs(void *arg)
{
    (void)arg;
    pthread_mutex_lock(&mutex);
    for (;;) {
        while (!first && !ending) {
            idle++;
            pthread_cond_wait(&work, &mutex);
            idle--;
        }
        struct weft__job *job = first;
        if (ending)
            break;
        first = job->next;
        queued--;
        pthread_mutex_unlock(&mutex);
        job->operation.result = job->fn(job->arg);
        weft__host_post(&job->operation);
        pthread_mutex_lock(&mutex);
    }
    threads--;
    pthread_cond_broadcast(&gone);
    pthread_mutex_unlock(&mutex);
    return NULL;
}

/* Signals are for the loop's thread. */
static bool start_thread(void)
{
    pthread_attr_t attributes;
    pthread_t thread;
    sigset_t all, before;

    pthread_attr_init(&attributes);
    pthread_attr_setdetachstate(&attributes, PTHREAD_CREATE_DETACHED);
    sigfillset(&all);
    pthread_sigmask(SIG_SETMASK, &all, &before);
    int err = pthread_create(&thread, &attributes, run_jobs, NULL);
    pthread_sigmask(SIG_SETMASK, &before, NULL);
    pthread_attr_destroy(&attributes);
    threads += !err;
    return !err;
}

int weft__host_submit_job(struct weft__job *job)
{
    int code = WEFT_OK;

    job->operation.state = WEFT__SUBMITTED;
    job->next = NULL;
    pthread_mutex_lock(&mutex);
    if (idle <= queued && !start_thread() && threads == 0)
        code = WEFT_NO_MEMORY;
    if (code) {
        job->operation.state = WEFT__IDLE;
    } else {
        *(first ? &last->next : &first) = job;
        last = job;
        queued++;
        pthread_cond_signal(&work);
    }
    pthread_mutex_unlock(&mutex);
    return code;
}

void weft__host_end_jobs(void)
{
    pthread_mutex_lock(&mutex);
    first = last = NULL;
    queued = 0;
    ending = true;
    pthread_cond_broadcast(&work);
    while (threads > 0)
        pthread_cond_wait(&gone, &mutex);
    ending = false;
    pthread_mutex_unlock(&mutex);
}

uint32_t weft__host_job_places(void)
{
    return PLACES;
}

/* ---- threads that wait for the loop ---- */

static void make_news(void)
{
    pthread_condattr_t attributes;

    pthread_condattr_init(&attributes);
    pthread_condattr_setclock(&attributes, CLOCK_MONOTONIC);
    pthread_cond_init(&news, &attributes);
    pthread_condattr_destroy(&attributes);
}

bool weft__host_has_threads(void)
{
    return true;
}

void weft__host_lock(void)
{
    pthread_mutex_lock(&mutex);
}

void weft__host_unlock(void)
{
    pthread_mutex_unlock(&mutex);
}

void weft__host_await(int64_t nanoseconds)
{
    struct timespec until;

    pthread_once(&once, make_news);
    if (nanoseconds == WEFT__FOR_EVER) {
        pthread_cond_wait(&news, &mutex);
        return;
    }
    clock_gettime(CLOCK_MONOTONIC, &until);
    int64_t whole = until.tv_nsec + nanoseconds % 1000000000;
    until.tv_sec += nanoseconds / 1000000000 + whole / 1000000000;
    until.tv_nsec = whole % 1000000000;
    pthread_cond_timedwait(&news, &mutex, &until);
}

void weft__host_rouse(void)
{
    pthread_once(&once, make_news);
    pthread_cond_broadcast(&news);
}

/* ---- whose memory ---- */

extern char __data_start[], _end[];

bool weft__host_owns(const void *address)
{
    uintptr_t at = (uintptr_t)address;

    if (at >= (uintptr_t)__data_start && at < (uintptr_t)_end)
        return true;
    return at >= (uintptr_t)_end && at < (uintptr_t)sbrk(0) && at > (uintptr_t)1 << 20;
}
