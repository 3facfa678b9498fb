#include <weft/http.h>

/* What the server answers. Each request is a task of its own. */
int answer(weft_request *request, void *arg);
