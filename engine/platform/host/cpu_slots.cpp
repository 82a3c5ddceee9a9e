#include "engine/platform/host/cpu_slots.h"

#include "engine/base/check.h"
#include "engine/base/sanitizers.h"

#include <linux/membarrier.h>
#include <sys/rseq.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <cstddef>

#if defined(__x86_64__) && !defined(ZRAMLAB_THREAD_SANITIZER)
#define ZRAMLAB_RESTARTABLE 1
#else
#define ZRAMLAB_RESTARTABLE 0
#endif

namespace zramlab::host {

namespace {

bool membarrier(int command) { return syscall(SYS_membarrier, command, 0, 0) == 0; }

bool registered() {
#if ZRAMLAB_RESTARTABLE
  return current_cpu_area() != nullptr && membarrier(MEMBARRIER_CMD_REGISTER_PRIVATE_EXPEDITED_RSEQ);
#else
  return false;
#endif
}

}  // namespace

const bool uses_restartable_sequences = registered();

void restart_everywhere() {
  ZRAMLAB_CHECK(membarrier(MEMBARRIER_CMD_PRIVATE_EXPEDITED_RSEQ), "membarrier worked when the process started");
}

#if ZRAMLAB_RESTARTABLE

// A restartable sequence: the instructions from 1 to 2, of which only the last one has an effect. A thread that is preempted,
// migrated or signalled between them continues at 4, in front of which the kernel wants to see the signature that glibc
// registered. `condition` jumps to 2 when there is nothing to do, `commit` does it; both set %[result].
#define ZRAMLAB_SEQUENCE(condition, commit)                              \
  ".pushsection __rseq_cs, \"aw\"\n\t"                                   \
  ".balign 32\n"                                                         \
  "3:\n\t"                                                               \
  ".long 0, 0\n\t"                                                       \
  ".quad 1f, 2f - 1f, 4f\n\t"                                            \
  ".popsection\n\t"                                                      \
  "leaq 3b(%%rip), %[scratch]\n\t"                                       \
  "movq %[scratch], %[sequence]\n"                                       \
  "1:\n\t"                                                               \
  "cmpl %[cpu], %[cpu_now]\n\t"                                          \
  "jne 4f\n\t"                                                           \
  condition                                                              \
  commit                                                                 \
  "2:\n\t"                                                               \
  ".pushsection __rseq_failure, \"ax\"\n\t"                              \
  ".byte 0x0f, 0xb9, 0x3d\n\t" /* an invalid instruction around it */    \
  ".long 0x53053053\n"                                                   \
  "4:\n\t"                                                               \
  "jmp %l[restart]\n\t"                                                  \
  ".popsection\n\t"

namespace {

struct rseq* my_area() {
  return reinterpret_cast<struct rseq*>(static_cast<char*>(__builtin_thread_pointer()) + __rseq_offset);
}

}  // namespace

void* restartable_take(CpuSlot* slots) {
  struct rseq* const area = my_area();
restart:
  const std::uint32_t cpu = *static_cast<volatile std::uint32_t*>(&area->cpu_id_start);
  CpuSlot& slot = slots[cpu];
  void* result = nullptr;
  std::uint64_t scratch = 0;
  asm goto(ZRAMLAB_SEQUENCE("xorl %k[result], %k[result]\n\t"
                            "cmpl $0, %[closed]\n\t"
                            "jne 2f\n\t"
                            "movq %[pointer], %[result]\n\t"
                            "testq %[result], %[result]\n\t"
                            "jz 2f\n\t",
                            "movq $0, %[pointer]\n")
           : [result] "=&r"(result), [scratch] "=&r"(scratch)
           : [sequence] "m"(area->rseq_cs), [cpu] "r"(cpu), [cpu_now] "m"(area->cpu_id), [closed] "m"(slot.is_closed),
             [pointer] "m"(slot.pointer)
           : "memory", "cc"
           : restart);
  return result;
}

bool restartable_put(CpuSlot* slots, void* pointer) {
  struct rseq* const area = my_area();
restart:
  const std::uint32_t cpu = *static_cast<volatile std::uint32_t*>(&area->cpu_id_start);
  CpuSlot& slot = slots[cpu];
  std::uint32_t result = 0;
  std::uint64_t scratch = 0;
  asm goto(ZRAMLAB_SEQUENCE("xorl %[result], %[result]\n\t"
                            "cmpl $0, %[closed]\n\t"
                            "jne 2f\n\t"
                            "cmpq $0, %[pointer]\n\t"
                            "jne 2f\n\t"
                            "movl $1, %[result]\n\t",
                            "movq %[item], %[pointer]\n")
           : [result] "=&r"(result), [scratch] "=&r"(scratch)
           : [sequence] "m"(area->rseq_cs), [cpu] "r"(cpu), [cpu_now] "m"(area->cpu_id), [closed] "m"(slot.is_closed),
             [pointer] "m"(slot.pointer), [item] "r"(pointer)
           : "memory", "cc"
           : restart);
  return result != 0;
}

#undef ZRAMLAB_SEQUENCE

#else

void* restartable_take(CpuSlot*) { return nullptr; }
bool restartable_put(CpuSlot*, void*) { return false; }

#endif

}  // namespace zramlab::host
