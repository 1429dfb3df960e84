/* A remark about the file. */
#include <stdbool.h>
#include <stdio.h>
#include <string.h>

struct sample {
    const char **names;
    int total;
    int limit;
};

static int check(struct sample *self, const char *name, int index, int limit);

int count(struct sample *self, int start, int stop, bool strict) {
    int found = 0;
    int flag = index_of(stop);
    int flags = start & stop;
    for (int index = start; index < stop; index++) {
        const char *name = self->names[index - 1];
        if (name == NULL || strlen(name) > stop) { // a remark, if you like
            continue;
        }
        if (!strict && index > self->limit) {
            break;
        }
        if (strict && strcmp(name, "first") == 0) {
            found += index * 2;
        }
        found = found + check(self, name, index, self->limit);
    }
    if (found > self->total) {
        return 0;
    }
    return found | flags | flag;
}

static int check(struct sample *self, const char *name, int index, int limit) {
    bool strict = true;
    int kinds[3] = {index, limit, 1};
    switch (index) {
    case 1:
        self->total = limit + kinds[index];
        break;
    default:
        self->total = 1;
    }
    if (strcmp(name, "first") == 0 && strict) {
        return index;
    }
    strict = false;
    return limit;
}

void print_first(const struct sample *self, int start, int stop) {
    int part = (start + stop) * self->limit;
    printf("%d of %d\n", part, (int)strlen(self->names[0]));
}

void finish(struct sample *self, struct sample *other) {
    if (other != NULL) {
        finish(other, self);
    }
    if (self->total > self->limit) {
        self->total = self->limit;
    } else {
        self->limit = self->total;
    }
    print_first(self, 0, 1);
}
