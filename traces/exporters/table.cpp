#include "traces/exporters/table.h"

#include "traces/exporters/csv.h"
#include "traces/exporters/fio_iolog.h"
#include "traces/exporters/oracle_general.h"

#include <array>

namespace zramlab {
namespace {

constexpr std::array exporter_table = {
    Exporter{"iolog", "fio's iolog, version 3", "threads, CPUs, and times below a microsecond", true, export_fio_iolog},
    Exporter{"oracle-general", "libCacheSim's oracleGeneral, 24 bytes a request",
             "whether a request writes or reads, threads, CPUs, discards, and times below a second", false,
             export_oracle_general},
    Exporter{"csv", "a line for each record under named columns", "nothing of a record", true, export_csv},
};

}  // namespace

std::span<const Exporter> exporters() { return exporter_table; }

}  // namespace zramlab
