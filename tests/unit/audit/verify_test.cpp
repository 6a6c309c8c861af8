#include "skjerm/audit/verify.h"

#include <gtest/gtest.h>

#include <algorithm>

#include "log_fixture.h"
#include "skjerm/audit/sealing.h"

namespace skjerm::audit {
namespace {

class VerifyTest : public LogTest {
protected:
    /// Where the chain breaks, as the message says it: "3 in segment-000001.jsonl".
    [[nodiscard]] std::string place(const std::optional<Checkpoint>& checkpoint = {}) const {
        const Verdict result = verdict(checkpoint);
        std::string text;
        if (result.broken)
            for (const base::Argument& argument : result.broken->arguments)
                text += argument.text(base::Language::English) + " ";
        return text;
    }
    [[nodiscard]] Checkpoint checkpoint() const { return verdict().end; }
};

TEST_F(VerifyTest, FindsEveryChangedByte) {
    fill(3);
    const std::string good = testing::read_text(segment());
    for (std::size_t at = 0; at < good.size(); ++at) {
        for (const int bit : {0, 1, 2, 3, 4, 5, 6, 7}) {
            overwrite(segment(), at, static_cast<char>(good[at] ^ (1 << bit)));
            const Code found = breach();
            ASSERT_TRUE(found == Code::AuditChanged || found == Code::AuditGap)
                << "byte " << at << " bit " << bit;
        }
        overwrite(segment(), at, good[at]);
    }
    EXPECT_EQ(breach(), Code{});
}

TEST_F(VerifyTest, FindsRecordsThatAreGoneMovedOrRepeated) {
    constexpr std::size_t kRecords = 8;
    fill(kRecords);
    const std::vector<std::string> good = lines();
    for (std::size_t one = 0; one < kRecords; ++one) {
        std::vector<std::string> bad = good;
        bad.erase(bad.begin() + static_cast<std::ptrdiff_t>(one));
        write(bad);
        // That the last ones are gone, only a checkpoint tells.
        EXPECT_EQ(breach(), one + 1 == kRecords ? Code{} : Code::AuditGap) << one;
        bad = good;
        bad.insert(bad.begin() + static_cast<std::ptrdiff_t>(one), good[one]);
        write(bad);
        EXPECT_EQ(breach(), Code::AuditRepeated) << one;
        for (std::size_t other = one + 1; other < kRecords; ++other) {
            bad = good;
            std::swap(bad[one], bad[other]);
            write(bad);
            EXPECT_EQ(breach(), one == 0 ? Code::AuditGap : Code::AuditReordered)
                << one << " " << other;
        }
    }
    std::vector<std::string> bad = good;
    std::swap(bad[3], bad[5]);
    write(bad);
    EXPECT_EQ(place(), "4 `segment-000001.jsonl` ");
}

TEST_F(VerifyTest, FindsARecordPutInWithAHashOfItsOwn) {
    fill(4);
    std::vector<std::string> bad = lines();
    Json record = Json::parse(bad[2])["record"];
    record["text"] = "another story";
    const std::string text = canonical(record);
    bad[2] = line_of(text, next_hash(*hash_from_hex(record["prev"].get<std::string>()), text));
    write(bad);
    EXPECT_EQ(breach(), Code::AuditChanged);
    EXPECT_EQ(place(), "4 `segment-000001.jsonl` ");  // which does not follow on it
    for (const char* foreign : {"[]", R"({"seq":1})", R"({"seq":-1})", "{}", "no json"}) {
        write({line_of(foreign, next_hash(Hash{}, foreign))});
        EXPECT_EQ(breach(), Code::AuditChanged) << foreign;
    }
}

TEST_F(VerifyTest, FindsTimesThatRunBack) {
    fill(1);
    std::vector<std::string> all = lines();
    const Json first = Json::parse(all[0]);
    Json record{{"at", "2001-01-01T00:00:00.000Z"}, {"kind", "note"}, {"seq", 2}};
    record["prev"] = first["hash"];
    const std::string text = canonical(record);
    all.push_back(line_of(text, next_hash(*hash_from_hex(first["hash"].get<std::string>()), text)));
    write(all);
    EXPECT_EQ(breach(), Code::AuditChanged);
}

TEST_F(VerifyTest, FindsMissingSegments) {
    LogOptions options;
    options.segment_bytes = 500;
    fill(12, options);
    const std::vector<std::uint64_t> segments = *segments_in(folder());
    ASSERT_GE(segments.size(), 4U);
    const Checkpoint end = checkpoint();
    for (const std::uint64_t gone : segments) {
        std::filesystem::rename(segment(gone), folder() / "aside");
        const bool last = gone == segments.back();
        EXPECT_EQ(breach(), last ? Code{} : Code::AuditGap) << gone;
        EXPECT_EQ(breach(end), last ? Code::AuditTruncated : Code::AuditGap) << gone;
        std::filesystem::rename(folder() / "aside", segment(gone));
    }
    // A line that is not finished may stand at the end of the last one alone.
    std::ofstream(segment(segments.front()), std::ios::app) << "{\"bytes\":1";
    EXPECT_EQ(breach(), Code::AuditChanged);
    std::ofstream(segment(segments[segments.size() - 2]), std::ios::app) << "{\"bytes\":1";
    EXPECT_EQ(fault(), Code::AuditChanged);
    std::filesystem::remove_all(folder());
    EXPECT_EQ(verify(folder()).diagnostic().code, Code::AuditNothingThere);
    std::filesystem::create_directory(folder());
    EXPECT_EQ(verify(folder()).diagnostic().code, Code::AuditNothingThere);
}

TEST_F(VerifyTest, FindsTruncationWithACheckpoint) {
    fill(6);
    const Checkpoint six = checkpoint();
    const std::vector<std::string> good = lines();
    EXPECT_EQ(six.records, 6U);
    EXPECT_EQ(breach(six), Code{});
    for (std::size_t left = 1; left < good.size(); ++left) {
        write({good.begin(), good.begin() + static_cast<std::ptrdiff_t>(left)});
        EXPECT_EQ(breach(six), Code::AuditTruncated) << left;
        EXPECT_EQ(place(six), "6 ");
    }
    // Cut and filled up again.
    write({good[0], good[1], good[2]});
    fill(9);
    EXPECT_EQ(breach(), Code{});
    EXPECT_EQ(breach(six), Code::AuditRewritten);
    // Of another log.
    Checkpoint other = checkpoint();
    other.epoch = "ffffffffffffffff";
    EXPECT_EQ(breach(other), Code::AuditRewritten);
}

TEST_F(VerifyTest, WritesAndReadsCheckpoints) {
    fill(3);
    const SigningKey key = signing_key(folder()).value();
    const std::string text = checkpoint().signed_by(key).text();
    const std::string file = temporary_.write("checkpoint", text);
    const base::Result<Checkpoint> read = Checkpoint::read(file);
    ASSERT_TRUE(read.ok());
    EXPECT_EQ(read->text(), text);
    EXPECT_EQ(read->signer, key.signer());
    for (const char* wrong :
         {"", "{}", "[]", R"({"format":"skjerm-audit-checkpoint/2","records":3})",
          R"({"format":"skjerm-audit-checkpoint/2","hash":"00"})"}) {
        EXPECT_EQ(Checkpoint::read(temporary_.write("wrong", wrong)).diagnostic().code,
                  Code::AuditCheckpointDamaged);
    }
    EXPECT_EQ(Checkpoint::read(temporary_.file("none")).diagnostic().code,
              Code::AuditCheckpointDamaged);
    EXPECT_EQ(Checkpoint::read(temporary_.path()).diagnostic().code, Code::AuditCheckpointDamaged);
}

TEST_F(VerifyTest, KnowsASignatureFromOthers) {
    fill(3);
    const SigningKey key = signing_key(folder()).value();
    EXPECT_EQ(signing_key(folder()).value().signer(), key.signer()) << "made once";
    const std::string signature = key.sign("text");
    EXPECT_TRUE(is_signature(signature, "text", key.signer()));
    EXPECT_FALSE(is_signature(signature, "test", key.signer()));
    EXPECT_FALSE(is_signature(signature, "text", SigningKey(Hash{7}).signer()));
    EXPECT_FALSE(is_signature(signature.substr(1), "text", key.signer()));
    EXPECT_FALSE(is_signature("x" + signature.substr(1), "text", key.signer()));
    EXPECT_FALSE(is_signature(signature.substr(1) + "x", "text", key.signer()));
    EXPECT_FALSE(is_signature(signature, "text", "nobody"));

    const std::string text = checkpoint().signed_by(key).text();
    for (const char* part : {"\"records\":3", "\"at\":\"20", "\"hash\":\"", "\"signature\":\""}) {
        std::string changed = text;
        const std::size_t at = changed.find(part) + std::string_view(part).size() - 1;
        ASSERT_LT(at, changed.size());
        const bool digit = changed[at] == '3';
        changed[digit ? at : at + 1] = digit || changed[at + 1] != '4' ? '4' : '5';
        EXPECT_EQ(Checkpoint::read(temporary_.write("changed", changed)).diagnostic().code,
                  Code::AuditCheckpointForged)
            << part;
    }
    EXPECT_EQ(Checkpoint::read(temporary_.write("unsigned", checkpoint().text())).diagnostic().code,
              Code::AuditCheckpointForged);
}

TEST_F(VerifyTest, TrustsTheSignerThatTheLogAnnounced) {
    fill(3);
    const SigningKey key = signing_key(folder()).value();
    const std::unique_ptr<Log> log = open();
    EXPECT_EQ(breach(checkpoint().signed_by(key)), Code::AuditCheckpointForged);
    ASSERT_TRUE(announce_signer(*log, key).ok());
    EXPECT_EQ(verdict().signers, std::set<std::string>{key.signer()});
    const Checkpoint good = checkpoint().signed_by(key);
    EXPECT_EQ(breach(good), Code{});
    EXPECT_EQ(breach(checkpoint().signed_by(SigningKey(Hash{7}))), Code::AuditCheckpointForged);
    ASSERT_TRUE(add(*log, "later").ok());
    EXPECT_EQ(breach(good), Code{});
}

TEST_F(VerifyTest, RefusesSigningKeysThatAreDamagedOrOpenToOthers) {
    fill(1);
    const SigningKey key = signing_key(folder()).value();
    const std::filesystem::path file = std::filesystem::path(folder()) / "checkpoint.key";
    std::filesystem::permissions(file, std::filesystem::perms(0644));
    EXPECT_EQ(signing_key(folder()).diagnostic().code, Code::AuditTooOpen);
    std::filesystem::permissions(file, std::filesystem::perms(0600));
    std::string text = testing::read_text(file.string());
    text[40] = text[40] == '0' ? '1' : '0';
    std::ofstream(file, std::ios::trunc) << text;
    EXPECT_EQ(signing_key(folder()).diagnostic().code, Code::AuditKeyDamaged);
    std::filesystem::remove(file);
    std::filesystem::create_directory(file);
    EXPECT_EQ(signing_key(folder()).diagnostic().code, Code::AuditKeyUnreadable);
}

TEST_F(VerifyTest, ChecksPartsOfALog) {
    fill(6);
    const std::vector<std::string> all = lines();
    const std::string part = temporary_.write("part.jsonl", all[2] + all[3] + all[4]);
    base::Result<Verdict> result = verify(part);
    ASSERT_TRUE(result.ok());
    EXPECT_FALSE(result->broken);
    EXPECT_EQ(result->first, 3U);
    EXPECT_EQ(result->records, 3U);
    EXPECT_EQ(result->end.records, 5U);
    result = verify(temporary_.write("gap.jsonl", all[2] + all[4]));
    EXPECT_EQ(result->broken->code, Code::AuditGap);
    EXPECT_EQ(verify(temporary_.file("none")).diagnostic().code, Code::AuditNothingThere);
}

TEST_F(VerifyTest, HandsRecordsOn) {
    fill(4);
    std::vector<std::uint64_t> numbers;
    const auto collect = [&](const Record& record) -> base::Status {
        EXPECT_EQ(std::string(record.line), lines()[record.number - 1]);
        numbers.push_back(record.json["seq"]);
        if (record.number == 3) return base::error(Code::AuditRecordUnknown, {});
        return base::ok();
    };
    EXPECT_EQ(verify(folder(), {}, collect).diagnostic().code, Code::AuditRecordUnknown);
    EXPECT_EQ(numbers, (std::vector<std::uint64_t>{1, 2, 3}));
}

TEST_F(VerifyTest, ComparesScriptsWithTheirHashes) {
    const std::unique_ptr<Log> log = open();
    const std::string hash = *log->keep_script("tabulate kjonn\n");
    Json run{{"kind", "run"}, {"script", hash}};
    ASSERT_TRUE(log->append(std::span(&run, 1)));
    ASSERT_TRUE(log->append(std::span(&run, 1)));
    EXPECT_EQ(breach(), Code{});
    EXPECT_EQ(verdict().runs, 2U);
    std::ofstream(script_path(folder(), hash)) << "tabulate alder\n";
    EXPECT_EQ(breach(), Code::AuditScriptChanged);
    std::filesystem::remove(script_path(folder(), hash));
    EXPECT_EQ(breach(), Code{});
    EXPECT_EQ(verdict().scripts_gone, 1U);
    std::filesystem::create_directory(script_path(folder(), hash));
    EXPECT_EQ(breach(), Code::AuditScriptChanged);
}

TEST_F(VerifyTest, FindsCommandsSealedForAKeyThatWasNotAnnounced) {
    const std::unique_ptr<Log> log = open();
    const PublicKey key = *make_owner_keys(folder());
    ASSERT_TRUE(announce_owner(*log, key));
    Json command{{"kind", "command"}, {"key", key.fingerprint()}};
    ASSERT_TRUE(log->append(std::span(&command, 1)));
    EXPECT_EQ(breach(), Code{});
    EXPECT_EQ(verdict().commands, 1U);
    command["key"] = "0123456789abcdef";
    ASSERT_TRUE(log->append(std::span(&command, 1)));
    EXPECT_EQ(breach(), Code::AuditChanged);
    EXPECT_EQ(place(), "4 `segment-000001.jsonl` ");
}

TEST(Chain, TellsUnfinishedLinesFromChangedOnes) {
    const std::string record = R"({"a":1})";
    const std::string line = line_of(record, next_hash(Hash{}, record));
    EXPECT_EQ(read_line(line).state, Line::State::Whole);
    EXPECT_EQ(read_line(line).record, record);
    EXPECT_EQ(read_line(line + line).size, line.size());
    for (std::size_t size = 1; size < line.size(); ++size)
        EXPECT_EQ(read_line(line.substr(0, size)).state, Line::State::Torn) << size;
    // Of the full length, but without its end.
    EXPECT_EQ(read_line(line.substr(0, line.size() - 1) + "x").state, Line::State::Damaged);
    // Blocks that a file system gave and never filled.
    EXPECT_EQ(read_line(std::string(4096, '\0')).state, Line::State::Torn);
    for (const char* wrong : {"\n", "x\n", "{\"bytes\":0,\n", "{\"bytes\":1234567890,\n",
                              "{\"bytes\":7,\"hash\":\"xy\n", "{\"bytes\":\n"})
        EXPECT_EQ(read_line(wrong).state, Line::State::Damaged) << wrong;
}

TEST(Chain, ReadsHashesInLowerCaseOnly) {
    const Hash hash = hash_of("x");
    EXPECT_EQ(hash_from_hex(to_hex(hash)), hash);
    std::string upper = to_hex(hash);
    std::ranges::transform(upper, upper.begin(), [](unsigned char letter) {
        return static_cast<char>(std::toupper(letter));
    });
    EXPECT_FALSE(hash_from_hex(upper));
    EXPECT_FALSE(hash_from_hex(to_hex(hash).substr(1)));
    EXPECT_FALSE(hash_from_hex("g" + to_hex(hash).substr(1)));
    EXPECT_FALSE(hash_from_hex(to_hex(hash).substr(0, 63) + "/"));
}

TEST(Chain, SortsMembersAndRepairsText) {
    EXPECT_EQ(canonical({{"b", 1}, {"a", "\xff"}}), "{\"a\":\"\xef\xbf\xbd\",\"b\":1}");
}

}  // namespace
}  // namespace skjerm::audit
