/* For scripts/gate-trial: makes lz4 slower by a known share. Preloaded, it stands in front of liblz4 and compresses
 * ZRAMLAB_SLOW_PERCENT of every 100 pages twice, with the same result: a slowdown as a bad change would cause, and
 * nothing but time changes. */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <stdlib.h>

typedef int (*compress_function)(void *, const char *, char *, int, int, int);

static compress_function real;
static unsigned percent;

__attribute__((constructor)) static void find_real(void) {
  const char *const text = getenv("ZRAMLAB_SLOW_PERCENT");
  percent = text ? (unsigned)atoi(text) : 0;
  real = (compress_function)dlsym(RTLD_NEXT, "LZ4_compress_fast_extState");
}

int LZ4_compress_fast_extState(void *state, const char *source, char *target, int size, int room, int acceleration) {
  static _Thread_local unsigned owed;
  owed += percent;
  if (owed >= 100) {
    owed -= 100;
    real(state, source, target, size, room, acceleration);
  }
  return real(state, source, target, size, room, acceleration);
}
