#include "engine/backend/library_versions.h"

#include <lz4.h>
#include <zlib.h>
#include <zstd.h>

#ifdef ZRAMLAB_WITH_LZO
#include <lzo/lzoconf.h>
#endif

namespace zramlab {

std::vector<std::pair<std::string_view, std::string>> library_versions() {
  return {
#ifdef ZRAMLAB_WITH_LZO
      {"lzo", lzo_version_string()},
#endif
      {"lz4", LZ4_versionString()},
      {"zstd", ZSTD_versionString()},
      {"zlib", zlibVersion()},
  };
}

}  // namespace zramlab
