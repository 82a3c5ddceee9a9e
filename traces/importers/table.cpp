#include "traces/importers/table.h"

#include "traces/importers/ariadne.h"
#include "traces/importers/blkparse.h"
#include "traces/importers/blktrace.h"
#include "traces/importers/csv.h"
#include "traces/importers/fio_iolog.h"
#include "traces/importers/ftrace.h"
#include "traces/importers/msr.h"
#include "traces/importers/perf_script.h"
#include "traces/importers/systrace.h"

#include <array>

namespace zramlab {
namespace {

// Those with a magic number or a first line of their own come first, then one form of line before another.
constexpr std::array importer_table = {
    Importer{"blktrace", "blktrace's binary files, all CPUs' merged by time", true, detect_blktrace, import_blktrace},
    Importer{"ariadne", "Ariadne's swap-out records with their pages", false, detect_ariadne, import_ariadne},
    Importer{"iolog", "fio's iolog, versions 2 and 3", false, detect_fio_iolog, import_fio_iolog, true},
    Importer{"csv", "CSV with named columns, as bench trace export writes it", false, detect_csv, import_csv},
    Importer{"msr", "CSV of the MSR Cambridge block traces", false, detect_msr, import_msr},
    Importer{"ariadne-meta", "Ariadne's parsed .meta text, with the .data file beside it", false, detect_ariadne_meta,
             import_ariadne_meta},
    Importer{"systrace", "systrace and perfetto text with key=value details, or systrace's HTML", true, detect_systrace,
             import_systrace},
    Importer{"ftrace", "tracefs, Android or trace-cmd text", true, detect_ftrace, import_ftrace},
    Importer{"perf", "perf script text", true, detect_perf_script, import_perf_script},
    Importer{"blkparse", "blkparse's default text", true, detect_blkparse, import_blkparse},
};

}  // namespace

std::span<const Importer> importers() { return importer_table; }

}  // namespace zramlab
