/* A Node addon for emnapi: add one in asynchronous work, as a promise. */
#include <node_api.h>
#include <stdlib.h>

struct job {
    napi_async_work work;
    napi_deferred deferred;
    int32_t value;
};

static void execute(napi_env env, void *data)
{
    (void)env;
    ((struct job *)data)->value++;
}

static void complete(napi_env env, napi_status status, void *data)
{
    struct job *job = data;
    napi_value result;

    (void)status;
    napi_create_int32(env, job->value, &result);
    napi_resolve_deferred(env, job->deferred, result);
    napi_delete_async_work(env, job->work);
    free(job);
}

static napi_value next(napi_env env, napi_callback_info info)
{
    struct job *job = malloc(sizeof *job);
    size_t count = 1;
    napi_value given, name, promise;

    napi_get_cb_info(env, info, &count, &given, NULL, NULL);
    napi_get_value_int32(env, given, &job->value);
    napi_create_promise(env, &job->deferred, &promise);
    napi_create_string_utf8(env, "next", NAPI_AUTO_LENGTH, &name);
    napi_create_async_work(env, NULL, name, execute, complete, job, &job->work);
    napi_queue_async_work(env, job->work);
    return promise;
}

NAPI_MODULE_INIT()
{
    napi_value function;

    napi_create_function(env, "next", NAPI_AUTO_LENGTH, next, NULL, &function);
    napi_set_named_property(env, exports, "next", function);
    return exports;
}
