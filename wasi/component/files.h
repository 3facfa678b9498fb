/* What the files of a component share about files: files.c, which knows what a descriptor is, and file_bytes.c, one for each version of WASI, which reads
 * and writes. The answers of 0.2 and 0.3 lie in memory alike, but that an error or a type of 0.3 may have words. */
#ifndef COMPONENT_FILES_H
#define COMPONENT_FILES_H

#include "component.h"

#ifdef COMPONENT_03
#include "component03/abi.h"
typedef struct failure failure;
typedef struct failure kind; /* its words are in the same place */
#define CODE(error) (error).code
#else
typedef uint8_t failure;
typedef uint8_t kind;
#define CODE(error) (error)
#endif

#define METHOD(name) FROM("filesystem/types", "[method]descriptor." name)

struct file_done { uint8_t failed; failure error; };
struct file_made { uint8_t failed; union { failure error; handle first; }; };

struct name { uint8_t type; struct text text; };

struct file {
    handle descriptor;            /* 0: free */
    handle stream, rest;          /* what file_bytes.c keeps: of reading from `next` on in 0.3, of writing at the end in 0.2 */
    uint64_t next;
    struct text given;            /* the path of a folder that the host gives */
    uint8_t type;                 /* of preview 1 */
    bool reads, writes, appends;
    uint64_t at;
    struct name *names;           /* of a folder that is being read */
    size_t name_count, name_room;
};

/* An error or a type of preview 1. Words are freed. */
int32_t component_file_error(const failure *error);
uint8_t component_file_type(const kind *type);
/* The text is the file's from here on. */
bool component_file_name(struct file *file, uint8_t type, struct text text);

/* file_bytes.c. 0, or an error of preview 1. Reading: at most `most`, none at the end. */
int32_t component_bytes_read(struct file *file, void *bytes, size_t most, uint64_t at, size_t *count);
int32_t component_bytes_write(struct file *file, const void *bytes, size_t count, uint64_t at);
int32_t component_bytes_append(struct file *file, const void *bytes, size_t count);
int32_t component_bytes_names(struct file *file);
void component_bytes_drop(struct file *file);

#endif
