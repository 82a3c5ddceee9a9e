// Which sanitizer this is compiled with: GCC 12 says it by macros of its own, clang as a feature.
#pragma once

#include <string_view>

#if defined(__has_feature)
#if __has_feature(address_sanitizer)
#define ZRAMLAB_ADDRESS_SANITIZER
#endif
#if __has_feature(thread_sanitizer)
#define ZRAMLAB_THREAD_SANITIZER
#endif
#endif

#if defined(__SANITIZE_ADDRESS__) && !defined(ZRAMLAB_ADDRESS_SANITIZER)
#define ZRAMLAB_ADDRESS_SANITIZER
#endif
#if defined(__SANITIZE_THREAD__) && !defined(ZRAMLAB_THREAD_SANITIZER)
#define ZRAMLAB_THREAD_SANITIZER
#endif

// A compiler that says it in a third way would go without what is told to its sanitizer, and nothing would show.
#if defined(ZRAMLAB_SANITIZE) && !defined(ZRAMLAB_ADDRESS_SANITIZER)
static_assert(std::string_view(ZRAMLAB_SANITIZE).find("address") == std::string_view::npos);
#endif
#if defined(ZRAMLAB_SANITIZE) && !defined(ZRAMLAB_THREAD_SANITIZER)
static_assert(std::string_view(ZRAMLAB_SANITIZE).find("thread") == std::string_view::npos);
#endif
