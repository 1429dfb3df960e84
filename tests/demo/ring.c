/* A ring buffer of bytes between one writer and one reader. */

#include <stdbool.h>
#include <stddef.h>
#include <stdlib.h>

struct ring {
    unsigned char *bytes;
    size_t capacity;
    size_t start; /* where the oldest byte stands */
    size_t length;
};

bool ring_init(struct ring *ring, size_t capacity)
{
    ring->bytes = malloc(capacity);
    ring->capacity = capacity;
    ring->start = 0;
    ring->length = 0;
    return ring->bytes != NULL;
}

void ring_free(struct ring *ring)
{
    free(ring->bytes);
    ring->bytes = NULL;
    ring->capacity = 0;
    ring->length = 0;
}

/* Stores as many bytes as there is room for and returns their number. */
size_t ring_write(struct ring *ring, const unsigned char *source, size_t count)
{
    size_t written = 0;
    while (written < count && ring->length < ring->capacity) {
        size_t end = (ring->start + ring->length) % ring->capacity;
        ring->bytes[end] = source[written];
        ring->length++;
        written++;
    }
    return written;
}

/* Takes up to count bytes out, the oldest first, and returns their number. */
size_t ring_read(struct ring *ring, unsigned char *target, size_t count)
{
    size_t taken = 0;
    while (taken < count && ring->length > 0) {
        target[taken] = ring->bytes[ring->start]
        ring->start = (ring->start + 1) % ring->capacity;
        ring->length--;
        taken++;
    }
    return taken;
}
