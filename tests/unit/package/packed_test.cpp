// Packing and unpacking: round trips, packages of other software, and packages that are damaged or
// meant to do harm.
#include "skjerm/package/packed.h"

#include <gtest/gtest.h>
#include <sys/stat.h>

#include <algorithm>
#include <cstdio>
#include <sstream>

#include "skjerm/base/diagnostic_codes.h"
#include "skjerm/base/keyed_hash.h"
#include "skjerm/package/fernet.h"
#include "skjerm/package/tar_file.h"
#include "unit/package/package_files.h"

namespace skjerm::package::tests {
namespace {

using base::Code;
namespace fs = std::filesystem;

fs::path reference(const std::string& file) {
    return fs::path(SKJERM_SOURCE_DIR) / "tests/reference/packages" / file;
}
RsaKey public_key() { return *RsaKey::read_public(reference("microdata_public_key.pem")); }
RsaKey private_key() { return *RsaKey::read_private(reference("microdata_private_key.pem")); }

std::string reference_data() {
    std::string data;
    for (int row = 0; row < 200; ++row) {
        char line[64];
        std::snprintf(line, sizeof line, "%011d;%d;;2025-01-01;\n", row, row % 2 + 1);
        data += line;
    }
    return data;
}

/// Everything that a source gives, or the code of what stopped it.
struct Drained {
    std::string text;
    Code code{};
};
Drained drain(ByteSource& source, std::size_t step = 1000) {
    Drained drained;
    std::vector<char> piece(step);
    for (;;) {
        const auto got = source.read(piece);
        if (!got.ok()) {
            drained.code = got.diagnostic().code;
            return drained;
        }
        if (*got == 0) return drained;
        drained.text.append(piece.data(), *got);
    }
}

/// What opening and reading a package gives.
Drained open_and_drain(const fs::path& file, const RsaKey& key, const UnpackOptions& options = {}) {
    const auto dataset = PackedDataset::open(file, options);
    if (!dataset.ok()) return {"", dataset.diagnostic().code};
    if (!dataset->has_data()) return {};
    const auto data = dataset->data(key);
    if (!data.ok()) return {"", data.diagnostic().code};
    return drain(**data);
}

TEST(Fernet, GivesTheTokenOfTheSpecification) {
    std::istringstream line(read_file(reference("fernet.txt")));
    std::string key_text, iv_text, plain, token;
    std::uint64_t time = 0;
    line >> key_text >> time >> iv_text >> plain >> token;
    const auto key = FernetKey::from_text(key_text);
    ASSERT_TRUE(key);
    EXPECT_EQ(key->text().text(), key_text);
    FernetWriter::Iv iv{};
    for (std::size_t place = 0; place < iv.size(); ++place)
        iv[place] = static_cast<std::uint8_t>(place);
    std::string written;
    FernetWriter writer(*key, time, iv, [&](std::string_view text) {
        written += text;
        return base::ok();
    });
    ASSERT_TRUE(writer.write(plain).ok());
    ASSERT_TRUE(writer.finish().ok());
    EXPECT_EQ(written, token);
    const auto source = text_source(token);
    FernetReader reader(*source, *key, "token");
    EXPECT_EQ(drain(reader).text, plain);
}

TEST(Fernet, IsAsLongAsAnnounced) {
    const FernetKey key = FernetKey::random();
    for (std::size_t size = 0; size < 100; ++size) {
        std::string token;
        FernetWriter writer(key, 0, [&](std::string_view text) {
            token += text;
            return base::ok();
        });
        const std::string plain(size, 'x');
        ASSERT_TRUE(writer.write(plain).ok());
        ASSERT_TRUE(writer.finish().ok());
        EXPECT_EQ(token.size(), fernet_size(size));
        const auto source = text_source(token);
        FernetReader reader(*source, key, "token");
        EXPECT_EQ(drain(reader, 7).text, plain);
    }
}

TEST(Fernet, RefusesEveryChangedCharacter) {
    const FernetKey key = FernetKey::random();
    std::string token;
    FernetWriter writer(key, 0, [&](std::string_view text) {
        token += text;
        return base::ok();
    });
    ASSERT_TRUE(writer.write(std::string_view("01017012345;2;;2025-01-01;\n")).ok());
    ASSERT_TRUE(writer.finish().ok());
    const auto refused = [&](const std::string& text, const FernetKey& with) {
        const auto source = text_source(text);
        FernetReader reader(*source, with, "token");
        const base::Status status = reader.verify();
        return !status.ok() && status.diagnostic().code == Code::PackageTokenInvalid;
    };
    EXPECT_FALSE(refused(token, key));
    EXPECT_TRUE(refused(token, FernetKey::random()));
    EXPECT_TRUE(refused("", key));
    EXPECT_TRUE(refused(token + "A", key));
    EXPECT_TRUE(refused(token + "\n", key));
    EXPECT_TRUE(refused(token.substr(0, token.size() - 4), key));
    for (std::size_t at = 0; at < token.size(); ++at) {
        // Four characters further in the alphabet changes bits that count, also before padding.
        std::string changed = token;
        if (changed[at] == '=')
            changed[at] = 'A';
        else
            changed[at] = changed[at] == 'w' ? 'A' : 'w';
        EXPECT_TRUE(refused(changed, key)) << at;
    }
}

TEST(Packed, ReadsPackagesOfOtherSoftware) {
    for (const char* format : {"ustar", "gnu", "pax"}) {
        SCOPED_TRACE(format);
        const auto dataset = PackedDataset::open(reference(format) / "REFERENCE.tar");
        ASSERT_TRUE(dataset.ok());
        EXPECT_EQ(dataset->name(), "REFERENCE");
        EXPECT_EQ(dataset->metadata(), "{\"temporalityType\":\"FIXED\"}\n");
        const auto data = dataset->data(private_key());
        ASSERT_TRUE(data.ok());
        EXPECT_EQ(drain(**data).text, reference_data());
    }
}

class PackedFolder : public ::testing::Test {
protected:
    fs::path in(const std::string& name) const { return folder_.path() / name; }
    /// Packs these data, in chunks of that size.
    fs::path packed(const std::string& csv, std::uint64_t chunk_bytes) {
        write_file(in("input/NAME/NAME.json"), "{}");
        write_file(in("input/NAME/NAME.csv"), csv);
        fs::create_directories(in("out"));
        EXPECT_TRUE(pack(in("input/NAME"), public_key(), in("out/NAME.tar"),
                         {.chunk_bytes = chunk_bytes, .unix_time = 1'700'000'000})
                        .ok());
        return in("out/NAME.tar");
    }
    TemporaryFolder folder_;
};

TEST_F(PackedFolder, RoundTripWithEveryChunkSize) {
    const std::string csv = "01;2;;2025-01-01;\n";
    for (std::uint64_t size : {1U, 2U, 7U, 17U, 18U, 19U, 250U}) {
        SCOPED_TRACE(size);
        const fs::path file = packed(csv, size);
        EXPECT_EQ(open_and_drain(file, private_key()).text, csv);
        fs::remove(file);
    }
    EXPECT_EQ(open_and_drain(packed("", 10), private_key()).text, "");
}

TEST_F(PackedFolder, UnpackGivesTheFilesToTheOwnerAlone) {
    const fs::path file = packed(reference_data(), 100);
    const auto dataset = PackedDataset::open(file);
    ASSERT_TRUE(dataset.ok());
    const RsaKey key = private_key();
    ASSERT_TRUE(unpack(*dataset, &key, in("unpacked")).ok());
    EXPECT_EQ(read_file(in("unpacked/NAME/NAME.csv")), reference_data());
    EXPECT_EQ(read_file(in("unpacked/NAME/NAME.json")), "{}");
    struct stat status {};
    ASSERT_EQ(::stat(in("unpacked/NAME/NAME.csv").c_str(), &status), 0);
    EXPECT_EQ(status.st_mode & 0777, 0600U);
    ASSERT_EQ(::stat(file.c_str(), &status), 0);
    EXPECT_EQ(status.st_mode & 0777, 0600U);
    // Nothing is overwritten, and nothing else is left behind.
    const base::Status again = unpack(*dataset, &key, in("unpacked"));
    ASSERT_FALSE(again.ok());
    EXPECT_EQ(again.diagnostic().code, Code::PackageTargetExists);
    EXPECT_EQ(std::distance(fs::directory_iterator(in("unpacked")), {}), 1);
}

TEST_F(PackedFolder, MetadataAloneNeedNoKey) {
    write_file(in("input/NAME/NAME.json"), "{}");
    ASSERT_TRUE(pack(in("input/NAME/"), public_key(), in("NAME.tar"), {}).ok());
    const auto dataset = PackedDataset::open(in("NAME.tar"));
    ASSERT_TRUE(dataset.ok());
    EXPECT_FALSE(dataset->has_data());
    ASSERT_TRUE(unpack(*dataset, nullptr, in("unpacked")).ok());
    EXPECT_TRUE(fs::exists(in("unpacked/NAME/NAME.json")));
    EXPECT_FALSE(fs::exists(in("unpacked/NAME/NAME.csv")));
}

TEST_F(PackedFolder, PackRefuses) {
    const auto code_of = [&](const fs::path& directory, const char* file) {
        const base::Status status = pack(directory, public_key(), in(file), {});
        return status.ok() ? Code{} : status.diagnostic().code;
    };
    write_file(in("NAME/NAME.json"), "{}");
    write_file(in("name/name.json"), "{}");
    fs::create_directories(in("EMPTY"));
    EXPECT_EQ(code_of(in("name"), "name.tar"), Code::PackageNameInvalid);
    EXPECT_EQ(code_of(in("NAME"), "OTHER.tar"), Code::PackageFileName);
    EXPECT_EQ(code_of(in("EMPTY"), "EMPTY.tar"), Code::PackageMetadataMissing);
    EXPECT_EQ(code_of(in("NAME"), "no/such/NAME.tar"), Code::PackageFileUnwritable);
    EXPECT_EQ(code_of(in("NAME"), "NAME.tar"), Code{});
    EXPECT_EQ(code_of(in("NAME"), "NAME.tar"), Code::PackageTargetExists);
}

/// A member of an archive as bytes.
struct Member {
    std::string name;
    std::string content;
    char type = '0';
    std::string link = {};
};

std::string tar_of(const std::vector<Member>& members) {
    std::string tar;
    for (const Member& member : members) {
        std::string header(512, '\0');
        const auto put = [&](std::size_t at, const std::string& text) {
            header.replace(at, text.size(), text);
        };
        const auto octal = [](std::size_t value, int digits) {
            char text[32];
            std::snprintf(text, sizeof text, "%0*zo", digits, value);
            return std::string(text);
        };
        put(0, member.name);
        put(100, "0000644");
        put(108, "0000000");
        put(116, "0000000");
        put(124, octal(member.content.size(), 11));
        put(136, octal(0, 11));
        put(148, "        ");
        header[156] = member.type;
        put(157, member.link);
        put(257, std::string("ustar\0"
                             "00",
                             8));
        std::size_t sum = 0;
        for (const char byte : header) sum += static_cast<unsigned char>(byte);
        put(148, octal(sum, 6) + std::string("\0 ", 2));
        tar += header + member.content;
        tar.append((512 - member.content.size() % 512) % 512, '\0');
    }
    return tar + std::string(1024, '\0');
}

/// The members of a good package, to be changed.
std::vector<Member> members_of(const fs::path& file) {
    std::vector<Member> members;
    const auto tar = TarReader::open(file);
    EXPECT_TRUE(tar.ok());
    for (;;) {
        const auto member = (*tar)->next();
        EXPECT_TRUE(member.ok());
        if (!*member) return members;
        const bool folder = (*member)->kind == TarMember::Kind::Folder;
        members.push_back({(*member)->name, folder ? "" : drain(**tar).text, folder ? '5' : '0'});
    }
}

Member& member_named(std::vector<Member>& members, const std::string& name) {
    return *std::find_if(members.begin(), members.end(),
                         [&](const Member& member) { return member.name == name; });
}
void remove_member(std::vector<Member>& members, const std::string& name) {
    std::erase_if(members, [&](const Member& member) { return member.name == name; });
}

struct DamageCase {
    const char* name;
    void (*damage)(std::vector<Member>&);
    Code code;
};

const DamageCase kDamages[] = {
    {"nothing", [](std::vector<Member>&) {}, Code{}},
    {"members backwards",
     [](std::vector<Member>& members) { std::reverse(members.begin(), members.end()); }, Code{}},
    {"without the entry of the folder",
     [](std::vector<Member>& members) { remove_member(members, "chunks/"); }, Code{}},
    {"space around the MD5",
     [](std::vector<Member>& members) {
         Member& md5 = member_named(members, "NAME.md5");
         md5.content = "  " + md5.content + " \nmore\n";
     },
     Code{}},
    {"HMAC",
     [](std::vector<Member>& members) {
         char& last = member_named(members, "chunks/2.csv.encr").content[150];
         last = last == 'A' ? 'B' : 'A';
     },
     Code::PackageTokenInvalid},
    {"chunks exchanged",
     [](std::vector<Member>& members) {
         std::swap(member_named(members, "chunks/1.csv.encr").content,
                   member_named(members, "chunks/2.csv.encr").content);
     },
     Code::PackageChecksum},
    {"RSA",
     [](std::vector<Member>& members) {
         member_named(members, "NAME.symkey.encr").content[7] ^= 1;
     },
     Code::PackageKeyMismatch},
    {"key cut",
     [](std::vector<Member>& members) {
         member_named(members, "NAME.symkey.encr").content.pop_back();
     },
     Code::PackageKeyMismatch},
    {"md5",
     [](std::vector<Member>& members) {
         member_named(members, "NAME.md5").content = std::string(32, '0');
     },
     Code::PackageChecksum},
    {"last chunk missing",
     [](std::vector<Member>& members) { remove_member(members, "chunks/3.csv.encr"); },
     Code::PackageChecksum},
    {"gap", [](std::vector<Member>& members) { remove_member(members, "chunks/2.csv.encr"); },
     Code::PackageMemberMissing},
    {"first chunk missing",
     [](std::vector<Member>& members) { remove_member(members, "chunks/1.csv.encr"); },
     Code::PackageMemberMissing},
    {"without metadata", [](std::vector<Member>& members) { remove_member(members, "NAME.json"); },
     Code::PackageMemberMissing},
    {"without key",
     [](std::vector<Member>& members) { remove_member(members, "NAME.symkey.encr"); },
     Code::PackageMemberMissing},
    {"without md5", [](std::vector<Member>& members) { remove_member(members, "NAME.md5"); },
     Code::PackageMemberMissing},
    {"odd member",
     [](std::vector<Member>& members) {
         members.push_back({"README", "hello"});
     },
     Code::PackageMemberUnexpected},
    {"metadata of another dataset",
     [](std::vector<Member>& members) {
         members.push_back({"OTHER.json", "{}"});
     },
     Code::PackageMemberUnexpected},
    {"chunk that is no number",
     [](std::vector<Member>& members) {
         members.push_back({"chunks/x.csv.encr", ""});
     },
     Code::PackageMemberUnexpected},
    {"chunk 0",
     [](std::vector<Member>& members) {
         members.push_back({"chunks/0.csv.encr", ""});
     },
     Code::PackageMemberUnexpected},
    {"chunk with a leading zero",
     [](std::vector<Member>& members) {
         members.push_back({"chunks/04.csv.encr", ""});
     },
     Code::PackageMemberUnexpected},
    {"path upwards",
     [](std::vector<Member>& members) {
         members.push_back({"../NAME.json", "{}"});
     },
     Code::PackageMemberUnexpected},
    {"path upwards within chunks",
     [](std::vector<Member>& members) {
         members.push_back({"chunks/../../4.csv.encr", ""});
     },
     Code::PackageMemberUnexpected},
    {"absolute path",
     [](std::vector<Member>& members) {
         members.push_back({"/tmp/NAME.json", "{}"});
     },
     Code::PackageMemberUnexpected},
    {"symbolic link",
     [](std::vector<Member>& members) {
         remove_member(members, "NAME.json");
         members.push_back({"NAME.json", "", '2', "/etc/passwd"});
     },
     Code::PackageMemberKind},
    {"hard link",
     [](std::vector<Member>& members) {
         members.push_back({"chunks/4.csv.encr", "", '1', "NAME.json"});
     },
     Code::PackageMemberKind},
    {"pipe",
     [](std::vector<Member>& members) {
         members.push_back({"chunks/4.csv.encr", "", '6'});
     },
     Code::PackageMemberKind},
    {"folder for a chunk",
     [](std::vector<Member>& members) {
         members.push_back({"chunks/4.csv.encr", "", '5'});
     },
     Code::PackageMemberKind},
    {"file for the folder",
     [](std::vector<Member>& members) {
         remove_member(members, "chunks/");
         members.push_back({"chunks", "x"});
     },
     Code::PackageMemberKind},
    {"metadata twice",
     [](std::vector<Member>& members) {
         members.push_back({"NAME.json", "{}"});
     },
     Code::PackageMemberTwice},
    {"chunk twice",
     [](std::vector<Member>& members) {
         members.push_back(member_named(members, "chunks/1.csv.encr"));
     },
     Code::PackageMemberTwice},
};

TEST_F(PackedFolder, HoldsItsSha256WhenAsked) {
    const std::string csv = reference_data().substr(0, 250);
    const fs::path file = packed(csv, 100);
    const std::vector<Member> plain = members_of(file);
    fs::remove(file);
    ASSERT_TRUE(pack(in("input/NAME"), public_key(), file,
                     {.chunk_bytes = 100, .unix_time = 1'700'000'000, .with_sha256 = true})
                    .ok());
    EXPECT_EQ(open_and_drain(file, private_key()).text, csv);
    std::vector<Member> members = members_of(file);
    ASSERT_EQ(members.size(), plain.size() + 1);
    EXPECT_EQ(member_named(members, "NAME.sha256").content, base::to_hex(base::sha256(csv)));
    for (const std::string& wrong : {std::string(64, '0'), std::string()}) {
        member_named(members, "NAME.sha256").content = wrong;
        write_file(in("damaged/NAME.tar"), tar_of(members));
        EXPECT_EQ(open_and_drain(in("damaged/NAME.tar"), private_key()).code, Code::PackageChecksum)
            << wrong;
    }
}

TEST_F(PackedFolder, DamagedPackagesAreRefused) {
    const std::string csv = reference_data().substr(0, 250);
    const std::vector<Member> whole = members_of(packed(csv, 100));
    ASSERT_EQ(whole.size(), 7U);
    for (const DamageCase& damage_case : kDamages) {
        SCOPED_TRACE(damage_case.name);
        std::vector<Member> members = whole;
        damage_case.damage(members);
        write_file(in("damaged/NAME.tar"), tar_of(members));
        const Drained drained = open_and_drain(in("damaged/NAME.tar"), private_key());
        EXPECT_EQ(drained.code, damage_case.code);
        if (damage_case.code == Code{}) {
            EXPECT_EQ(drained.text, csv);
            continue;
        }
        // What is refused leaves nothing behind.
        const auto dataset = PackedDataset::open(in("damaged/NAME.tar"));
        if (!dataset.ok()) continue;
        const RsaKey key = private_key();
        EXPECT_FALSE(unpack(*dataset, &key, in("refused")).ok());
        EXPECT_TRUE(fs::is_empty(in("refused")));
    }
}

TEST_F(PackedFolder, ATarOfAnyLengthIsReadOrRefused) {
    const std::string whole = read_file(packed(reference_data().substr(0, 100), 100));
    for (std::size_t length = 0; length < whole.size(); length += 37) {
        write_file(in("cut/NAME.tar"), whole.substr(0, length));
        const Drained drained = open_and_drain(in("cut/NAME.tar"), private_key());
        // Cut behind the metadata, it is a package without data.
        const bool sound = drained.text.empty() || drained.text == reference_data().substr(0, 100);
        EXPECT_TRUE(drained.code != Code{} || sound);
    }
    write_file(in("cut/NAME.tar"), "this is no archive, whatever its name says");
    EXPECT_EQ(open_and_drain(in("cut/NAME.tar"), private_key()).code, Code::PackageNotTar);
    EXPECT_EQ(open_and_drain(in("cut/OTHER.tar"), private_key()).code, Code::PackageFileUnreadable);
    EXPECT_EQ(open_and_drain(in("cut/name.tar"), private_key()).code, Code::PackageNameInvalid);
}

TEST_F(PackedFolder, LimitsHowMuchAPackageHolds) {
    const fs::path file = packed(std::string(100'000, 'x'), 30'000);
    EXPECT_EQ(open_and_drain(file, private_key(), {.most_plain_bytes = 50'000}).code,
              Code::PackageTooLarge);
    EXPECT_EQ(open_and_drain(file, private_key(), {.most_plain_bytes = 99'000}).code,
              Code::PackageTooLarge);
    EXPECT_EQ(open_and_drain(file, private_key(), {.most_plain_bytes = 1}).code,
              Code::PackageTooLarge);
    EXPECT_EQ(open_and_drain(file, private_key(), {.most_plain_bytes = 100'000}).code, Code{});
    EXPECT_EQ(open_and_drain(file, private_key(), {.most_plain_bytes = UINT64_MAX}).code, Code{});
}

TEST_F(PackedFolder, KeysAreMadeOnceAndFit) {
    ASSERT_TRUE(generate_keys(in("keys")).ok());
    const base::Status again = generate_keys(in("keys"));
    ASSERT_FALSE(again.ok());
    EXPECT_EQ(again.diagnostic().code, Code::PackageTargetExists);
    struct stat status {};
    ASSERT_EQ(::stat((in("keys") / kPrivateKeyFile).c_str(), &status), 0);
    EXPECT_EQ(status.st_mode & 0777, 0600U);

    const auto encrypt = RsaKey::read_public(in("keys") / kPublicKeyFile);
    const auto decrypt = RsaKey::read_private(in("keys") / kPrivateKeyFile);
    ASSERT_TRUE(encrypt.ok());
    ASSERT_TRUE(decrypt.ok());
    const FernetKey key = FernetKey::random();
    const std::vector<std::uint8_t> wrapped = encrypt->wrap(key);
    EXPECT_EQ(wrapped.size(), 3072U / 8);
    const auto unwrapped = decrypt->unwrap(wrapped);
    ASSERT_TRUE(unwrapped);
    EXPECT_EQ(unwrapped->text().text(), key.text().text());
    EXPECT_FALSE(private_key().unwrap(wrapped));
}

TEST_F(PackedFolder, KeysOfTheWrongKindAreRefused) {
    const auto code_of = [](const base::Result<RsaKey>& key) {
        return key.ok() ? Code{} : key.diagnostic().code;
    };
    EXPECT_EQ(code_of(RsaKey::read_private(reference("microdata_public_key.pem"))),
              Code::KeyUnreadable);
    EXPECT_EQ(code_of(RsaKey::read_public(reference("microdata_private_key.pem"))),
              Code::KeyUnreadable);
    EXPECT_EQ(code_of(RsaKey::read_public(in("none.pem"))), Code::PackageFileUnreadable);
    write_file(in("short.pem"),
               "-----BEGIN PUBLIC KEY-----\n"
               "MIGfMA0GCSqGSIb3DQEBAQUAA4GNADCBiQKBgQC8iDTBcma/Vw3jQm+kDFQk0HyY\n"
               "lv3QA5aBu5iIs7N9+X9qPVmSKli4gK4X9Wu4WL20HQV7mSMpTXkFhJPHbG/4FKR2\n"
               "pf10blsJGF5fVqjpLr/B9zUIw80LVqLltOO0qW6+3BUg+3ciwwoPBPOv8uaTTc3a\n"
               "t4AJIrkyVLRBOKeecQIDAQAB\n"
               "-----END PUBLIC KEY-----\n");
    EXPECT_EQ(code_of(RsaKey::read_public(in("short.pem"))), Code::KeyTooShort);
}

}  // namespace
}  // namespace skjerm::package::tests
