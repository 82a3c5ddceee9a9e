// The importer of CSV with named columns, on lines made by hand.
#include "tests/traces/import_support.h"

#include "traces/csv_columns.h"
#include "traces/csv_line.h"

#include <algorithm>

namespace zramlab::test {
namespace {

std::vector<std::string> fields_of(std::string_view text, bool& is_malformed) {
  CsvLine line(text);
  std::vector<std::string> fields;
  for (std::string_view field; line.next(field);) fields.emplace_back(field);
  is_malformed = line.is_malformed();
  return fields;
}

TEST(csv_line, splits_at_commas_outside_quotes) {
  bool is_malformed = false;
  EXPECT_EQ(fields_of("a,,\"b,\"\"c\"\"\",d", is_malformed), (std::vector<std::string>{"a", "", "b,\"c\"", "d"}));
  EXPECT_FALSE(is_malformed);
  EXPECT_EQ(fields_of("", is_malformed), (std::vector<std::string>{""}));
  EXPECT_EQ(fields_of("a,", is_malformed), (std::vector<std::string>{"a", ""}));
  for (const std::string_view text : {"\"a", "\"a\"b,c", "\"", "a,\"b\"\""}) {
    fields_of(text, is_malformed);
    EXPECT_TRUE(is_malformed) << text;
  }
}

TEST(csv_line, what_is_quoted_comes_back) {
  bool is_malformed = false;
  for (const std::string name : {"plain", "a,b", "say \"x\"", "", ",", "\""}) {
    EXPECT_EQ(fields_of(csv_field(name), is_malformed), std::vector<std::string>{name});
  }
}

TEST(csv_import, columns_are_found_by_name_in_any_order_and_others_ignored) {
  const Imported trace = import_bytes("auto",
                                      "weight,slot,operation,cpu,thread,name,time_ns\n"
                                      "1,7,write,3,42,\"a,b\",5\n"
                                      "2,8,read,,42,,6\n"
                                      "\n"
                                      "3,9,discard,1,43,c,6\n");
  EXPECT_EQ(trace.report.format, "csv");
  EXPECT_EQ(trace.records, (std::vector<TraceRecord>{{.time_ns = 5, .slot = 7, .cpu = 3},
                                                     {.time_ns = 6, .slot = 8, .operation = Operation::read},
                                                     {.time_ns = 6, .slot = 9, .thread = 1, .cpu = 1, .operation = Operation::discard}}));
  EXPECT_EQ(trace.threads, (std::vector<TraceThread>{{42, "a,b"}, {43, "c"}}));
  EXPECT_EQ(trace.report.unparsable.count(), 0u);
}

TEST(csv_import, bad_rows_are_counted_and_named) {
  const Imported trace = import_bytes("csv",
                                      "operation,slot,offset,length\nwrite,1,0,0\nwrite,x,0,0\nerase,1,0,0\nwrite,1,0\n"
                                      "write,1,0,0,0\nwrite,5000000000,0,0\nwrite,1,4,0\npartial,1,4095,2\n,1,0,0\n"
                                      "write,,0,0\n\"write,1,0,0\npartial,1,512,100\n");
  EXPECT_EQ(operations_of(trace), (std::vector<Operation>{Operation::write, Operation::partial}));
  EXPECT_EQ(trace.report.unparsable.count(), 10u);
  EXPECT_EQ(trace.report.unparsable.examples()[0], "line 3: write,x,0,0");
}

TEST(csv_import, a_first_line_without_the_needed_columns_is_an_error) {
  EXPECT_NE(import_error("csv", "time_ns,slot\n1,2\n").find("line 1"), std::string::npos);
  EXPECT_NE(import_error("csv", "").find(csv_header()), std::string::npos);
}

}  // namespace
}  // namespace zramlab::test
