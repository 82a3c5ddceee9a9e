// The subcommands of `bench trace`: one file each, and one line in the table of command.cpp.
#pragma once

#include "bench/cli.h"

namespace zramlab {

void add_trace_export(CLI::App& trace);
void add_trace_import(CLI::App& trace);
void add_trace_info(CLI::App& trace);
void add_trace_verify(CLI::App& trace);
void add_trace_cut(CLI::App& trace);
void add_trace_merge(CLI::App& trace);
void add_trace_sample(CLI::App& trace);
void add_trace_filter(CLI::App& trace);
void add_trace_stats(CLI::App& trace);
void add_trace_train_dictionary(CLI::App& trace);
void add_trace_sketch(CLI::App& trace);
void add_trace_recover(CLI::App& trace);

}  // namespace zramlab
