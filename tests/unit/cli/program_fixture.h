// The program as a process, on the store of Small Norway.
#pragma once

#include <gtest/gtest.h>

#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "support/child_process.h"
#include "support/small_norway.h"

namespace skjerm::cli {

using testing::ChildProcess;
using testing::Finished;
using testing::TemporaryFolder;
using Words = std::vector<std::string>;

inline constexpr const char* kImports =
    "require no.ssb.test:2 as db\n"
    "create-dataset folk\n"
    "import db/T_KJONN as kjonn\n"
    "import db/T_LONN 2020-12-31 as lonn\n";

/// Small Norway and a secret, made once for all tests of this program.
class Program : public ::testing::Test {
protected:
    static void SetUpTestSuite() {
        folder_ = new TemporaryFolder;
        testing::write_small_norway(folder_->path() / "store");
    }
    static void TearDownTestSuite() {
        delete folder_;
        folder_ = nullptr;
    }

    static std::string store() { return folder_->file("store"); }
    static std::string script(const std::string& name, const std::string& text) {
        return folder_->write(name, text);
    }
    static ChildProcess::Options options(std::vector<std::string> environment = {}) {
        environment.push_back("XDG_STATE_HOME=" + folder_->file("state"));
        environment.push_back("LANG=en_US.UTF-8");
        return {.environment = std::move(environment)};
    }
    static Words words(Words more) {
        more.insert(more.begin(), SKJERM_PROGRAM);
        return more;
    }
    static Finished run(Words more, const ChildProcess::Options& how = options()) {
        return ChildProcess(words(std::move(more)), how).wait();
    }
    /// Runs a script on the small store.
    static Finished run_script(const std::string& text, Words flags = {},
                               const ChildProcess::Options& how = options()) {
        Words more{"run", script("script.skjerm", text), "--datastore", store()};
        more.insert(more.end(), flags.begin(), flags.end());
        return run(more, how);
    }

    static TemporaryFolder* folder_;
};
inline TemporaryFolder* Program::folder_ = nullptr;

inline bool contains(const std::string& text, std::string_view part) {
    return text.find(part) != std::string::npos;
}

}  // namespace skjerm::cli
