// A log in a folder of its own, and what damages it.
#pragma once

#include <gtest/gtest.h>

#include <memory>
#include <string>
#include <vector>

#include "skjerm/audit/log.h"
#include "skjerm/audit/verify.h"
#include "skjerm/base/diagnostic_codes.h"
#include "support/child_process.h"

namespace skjerm::audit {

using base::Code;

class LogTest : public ::testing::Test {
protected:
    [[nodiscard]] std::filesystem::path folder() const { return temporary_.path() / "audit"; }
    [[nodiscard]] std::string segment(std::uint64_t number = 1) const {
        return (folder() / segment_name(number)).string();
    }

    std::unique_ptr<Log> open(LogOptions options = {}) {
        options.epoch = "00112233aabbccdd";
        base::Result<std::unique_ptr<Log>> log = Log::open(folder(), options);
        EXPECT_TRUE(log.ok());
        return log ? std::move(log).value() : nullptr;
    }
    /// Why the log cannot be opened.
    Code fault() {
        const base::Result<std::unique_ptr<Log>> log = Log::open(folder(), {});
        return log ? Code{} : log.diagnostic().code;
    }
    static base::Status add(Log& log, const std::string& text) {
        Json record{{"kind", "note"}, {"text", text}};
        return log.append(std::span(&record, 1));
    }
    /// A log of `records` records, the first one included.
    void fill(std::uint64_t records, const LogOptions& options = {}) {
        const std::unique_ptr<Log> log = open(options);
        while (log->count() < records)
            ASSERT_TRUE(add(*log, "record " + std::to_string(log->count() + 1)).ok());
    }

    [[nodiscard]] Verdict verdict(const std::optional<Checkpoint>& checkpoint = {}) const {
        base::Result<Verdict> result = verify(folder(), checkpoint);
        EXPECT_TRUE(result.ok());
        return result ? std::move(result).value() : Verdict{};
    }
    /// What is wrong with the chain; Code{} for nothing.
    [[nodiscard]] Code breach(const std::optional<Checkpoint>& checkpoint = {}) const {
        const Verdict result = verdict(checkpoint);
        return result.broken ? result.broken->code : Code{};
    }

    /// The lines of a segment, with their line breaks.
    [[nodiscard]] std::vector<std::string> lines(std::uint64_t number = 1) const {
        std::vector<std::string> all;
        std::string rest = testing::read_text(segment(number));
        for (std::size_t end = rest.find('\n'); end != std::string::npos; end = rest.find('\n')) {
            all.push_back(rest.substr(0, end + 1));
            rest.erase(0, end + 1);
        }
        return all;
    }
    void write(const std::vector<std::string>& all, std::uint64_t number = 1) const {
        std::string text;
        for (const std::string& line : all) text += line;
        std::ofstream(segment(number), std::ios::binary | std::ios::trunc) << text;
    }

    /// Changes one byte where it stands; to write files anew takes a disk its time.
    static void overwrite(const std::string& file, std::size_t at, char byte) {
        std::fstream text(file, std::ios::in | std::ios::out | std::ios::binary);
        text.seekp(static_cast<std::streamoff>(at));
        text.put(byte);
    }

    testing::TemporaryFolder temporary_;
};

}  // namespace skjerm::audit
