// Every importer of the table, and what they read with: zstd bytes, lines, the page index.
#include "tests/fuzz/input_file.h"
#include "tests/fuzz/target.h"

#include "traces/import.h"
#include "traces/importers/byte_source.h"
#include "traces/importers/page_index.h"
#include "traces/importers/table.h"

#include <fmt/format.h>
#include <zstd.h>

#include <algorithm>
#include <array>

namespace zramlab::fuzz {
namespace {

// Lines of each kind that the importers read, made up.
std::vector<std::string> samples() {
  std::string ariadne = "TEST^^^#10123,77,8#^^^\n";
  ariadne.resize(50 + page_bytes);
  const std::array<std::uint32_t, 12> blktrace = {0x65617407, 1, 5, 0, 8, 0, 4096, 0x00020001, 7, 0x00fd0001, 0, 0};
  return {
      "# tracer: nop\n         cc1plus-207   [001] .....  1280.596068: block_bio_queue: 253,1 WS 8 + 16 [cc1plus]\n"
      "CPU:1 [LOST 17 EVENTS]\n           <...>-208   [000] d..1.  1280.596070: block_bio_queue: 253,1 FRS 8 + 8 [a b]\n",
      "ssion.deskclock-2269    (   2269) [000] .....  1989.101585: block_bio_queue: 252,0 RS 8 + 8 [ssion.deskclock]\n",
      "cpus=2\n  kswapd0-91 (     91) [002] .... 12.000001: block_bio_queue: dev=64769 sector=8 nr_sector=8 rwbs=WS comm=kswapd0\n",
      "<!DOCTYPE html>\n<html>\n  <script class=\"trace-data\" type=\"application/text\">\n a-2 [001] ..... 1.5: block_bio_queue: "
      "253,1 WS 8 + 8 [a]\n  </script>\n</html>\n",
      "fs-file-reader    6439 [001]  3399.871568:  block:block_bio_queue: 254,1 W 8 + 8 [fs-file-reader]\n",
      "  8,0    3        1     0.000000000   697  Q   W 8 + 8 [kjournald]\n  8,0    1       11     0.009507758     0  C   W 8 + 56 [0]\n",
      "fio version 2 iolog\n/dev/zram0 add\n/dev/zram0 open\n/dev/zram0 write 4096 4096\n/dev/zram0 wait 250 0\n/dev/zram0 trim 0 4096\n",
      "fio version 3 iolog\n0 /dev/zram0 add\n1 /dev/zram0 open\n12 /dev/zram0 write 4096 4096\n35 /dev/zram0 close\n",
      "Timestamp,Hostname,DiskNumber,Type,Offset,Size,ResponseTime\n128166372003061629,hm,0,Read,383496192,32768,413\n",
      "time_ns,operation,slot,thread,cpu\n5,write,1,a,0\n9,\"read\",1,\"b,c\",1\n",
      "10123,77,8\n10124,78,16\n",
      ariadne,
      {reinterpret_cast<const char*>(blktrace.data()), sizeof blktrace},
  };
}

void import_as(const Importer& importer, ByteView bytes) {
  static InputFile file;
  ImportRequest request;
  request.input = file.with(bytes);
  request.output = output_folder() / "imported.ztrace";
  request.format = importer.name;
  const std::string_view text(reinterpret_cast<const char*>(bytes.data()), bytes.size());
  static_cast<void>(importer.detect(text));
  ImportReport report;
  // As import_trace() does it, but without finish(): what the disk would do to ten million files is of no interest.
  TraceWriter writer(request.output, {}, {.level = 1, .block_contents = 4});
  importer.run(request, writer, report);
  static_cast<void>(report.text());
}

void read_bytes(ByteView bytes) {
  static InputFile file;
  // More than any input of a few KiB needs to be surprising; a bomb may go on for ever.
  constexpr std::size_t output_bytes_max = std::size_t{1} << 20;
  ByteSource source(file.with(bytes));
  std::array<std::byte, 5000> buffer{};
  for (std::size_t total = 0; total < output_bytes_max;) {
    const std::size_t got = source.read(buffer);
    if (got == 0) break;
    total += got;
  }
}

void read_page_index(ByteView bytes) {
  static InputFile file;
  PageIndex index(file.with(bytes), 100);
  for (std::uint64_t event = 0; event < 4; ++event) {
    event % 2 == 0 ? index.skip(event) : static_cast<void>(index.take(event, 5));
  }
  index.finish(4);
}

std::string compressed(std::string_view text) {
  std::string frame(ZSTD_compressBound(text.size()), '\0');
  frame.resize(ZSTD_compress(frame.data(), frame.size(), text.data(), text.size(), 1));
  return frame;
}

}  // namespace

std::vector<Target> importer_targets() {
  const std::vector<std::string> texts = samples();
  std::vector<std::string> frames;
  std::ranges::transform(texts, std::back_inserter(frames), compressed);
  frames.push_back(frames[0] + frames[1]);
  std::vector<Target> targets = {
      {"zstd-bytes", read_bytes, frames},
      {"page-index", read_page_index, {"# event\tslot\tpage\n1\t5\t7\n3\t5\t-\n", "0\t1\t2\n1\t5\t99\n3\t5\t3\n"}},
  };
  for (const Importer& importer : importers()) {
    targets.push_back({fmt::format("import-{}", importer.name), [&importer](ByteView bytes) { import_as(importer, bytes); }, texts});
  }
  return targets;
}

}  // namespace zramlab::fuzz
