#include "bench/compare/contexts.h"

#include "tests/compare/support.h"

#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

namespace zramlab::test {
namespace {

using Json = nlohmann::ordered_json;

Json context() {
  return Json::parse(R"({"date": "2026-01-01", "load_avg": [1, 2, 3], "num_cpus": 2, "library_build_type": "release",
    "zramlab": {"version": "1", "commit": "abc", "command": "bench", "seed": 1, "cpu_model": "Xeon", "compiler": "g++ 12",
                "libraries": {"lz4": "1.9.4", "zstd": "1.5.4"}, "settings": {"ops": null, "era": "newest"}, "input": {"name": "gxx", "path": "/a"}}})");
}

std::vector<std::string> differences(const Json& a, const Json& b, Unsaid unsaid = Unsaid::differs, bool simulated = false) {
  ResultsDocument of_a = document_of("cell", "x", {1});
  ResultsDocument of_b = document_of("cell", "x", {1});
  of_a.context = a;
  of_b.context = b;
  of_a.rows[0].is_simulated = simulated;
  of_b.rows[0].is_simulated = simulated;
  std::vector<std::string> texts;
  for (const ContextDifference& found : context_differences(of_a, of_b, unsaid)) texts.push_back(found.what + ": " + found.a + " | " + found.b);
  return texts;
}

using Texts = std::vector<std::string>;

TEST(contexts, that_differ_in_what_is_compared_or_does_not_matter_are_alike) {
  Json other = context();
  other["date"] = "2026-02-02";
  other["load_avg"] = {9, 9, 9};
  other["zramlab"]["commit"] = "def";
  other["zramlab"]["version"] = "2";
  other["zramlab"]["command"] = "bench --quiet";
  other["zramlab"]["input"]["path"] = "/b";
  EXPECT_EQ(differences(context(), other), Texts{});
}

TEST(contexts, have_every_difference_named) {
  Json other = context();
  other["num_cpus"] = 4;
  other["zramlab"]["cpu_model"] = "EPYC";
  other["zramlab"]["seed"] = 2;
  other["zramlab"]["libraries"]["lz4"] = "1.10.0";
  other["zramlab"]["settings"]["ops"] = 1000;
  other["library_build_type"] = "debug";
  EXPECT_EQ(differences(context(), other),
            (Texts{"number of CPUs: 2 | 4", "build type: release | debug", "CPU model: Xeon | EPYC", "seed: 1 | 2", "library lz4: 1.9.4 | 1.10.0",
                   "setting ops: null | 1000"}));
}

TEST(contexts, of_virtual_time_do_not_depend_on_the_host) {
  Json other = context();
  other["num_cpus"] = 64;
  other["zramlab"]["cpu_model"] = "EPYC";
  other["zramlab"]["compiler"] = "clang++ 16";
  EXPECT_EQ(differences(context(), other, Unsaid::differs, true), Texts{});
  other["zramlab"]["seed"] = 2;
  EXPECT_EQ(differences(context(), other, Unsaid::differs, true), Texts{"seed: 1 | 2"});
}

TEST(contexts, that_say_less_differ_unless_told) {
  Json older = context();
  older["zramlab"].erase("libraries");
  older["zramlab"]["settings"].erase("era");
  EXPECT_EQ(differences(older, context()),
            (Texts{"library lz4: not said | 1.9.4", "library zstd: not said | 1.5.4", "setting era: not said | newest"}));
  EXPECT_EQ(differences(older, context(), Unsaid::passes), Texts{});
}

TEST(contexts, of_any_shape_can_be_compared) {
  EXPECT_EQ(differences(Json::object(), Json::object()), Texts{});
  Json odd = context();
  odd["zramlab"] = "text";
  EXPECT_FALSE(differences(odd, context()).empty());
  odd = context();
  odd["zramlab"]["settings"] = 7;
  EXPECT_FALSE(differences(context(), odd).empty());
}

}  // namespace
}  // namespace zramlab::test
