/* Which form of a statement counts (schema.js): MUTANT in the environment says it. With MUTANT_REACHED, a file as long as the
 * array, it is noted there which mutants the program comes to, however it ends. */
#include <fcntl.h>
#include <stdlib.h>
#include <sys/mman.h>

enum { MOST = 1 << 16 };

static unsigned char nowhere[MOST];
volatile int weft_mutant_chosen;
unsigned char *weft_mutant_reached = nowhere;

__attribute__((constructor)) static void choose(void)
{
    const char *number = getenv("MUTANT"), *file = getenv("MUTANT_REACHED");
    int opened = file ? open(file, O_RDWR | O_CLOEXEC) : -1;

    weft_mutant_chosen = number ? atoi(number) : 0;
    if (opened < 0)
        return;
    void *mapped = mmap(NULL, MOST, PROT_READ | PROT_WRITE, MAP_SHARED, opened, 0);
    if (mapped != MAP_FAILED)
        weft_mutant_reached = mapped;
}
