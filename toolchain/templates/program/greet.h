/* A task: waits a second, and greets. Its argument is a name. */
int greet(void *name);
