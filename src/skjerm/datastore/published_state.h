// datastore.json: what a datastore with versions holds besides values: its released versions, the
// draft, and how many units each identifier domain has by now. A steward's program replaces the
// file as a whole, and that is the moment at which anything happens: what it does not name is not
// there. It holds its own SHA-256 and those of the catalogues, dictionaries and records.
#pragma once

#include <cstdint>
#include <filesystem>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "skjerm/base/result.h"
#include "skjerm/datastore/catalogue.h"
#include "skjerm/datastore/store.h"

namespace skjerm::datastore {

inline constexpr std::uint32_t kStateFormat = 1;
inline constexpr const char* kStateFile = "datastore.json";

enum class Operation : std::uint8_t { Add, Change, PatchMetadata, Remove };
enum class ReleaseStatus : std::uint8_t { Draft, PendingRelease, PendingDelete, Released, Deleted };
enum class BumpLevel : std::uint8_t { Major, Minor, Patch };
/// How identifiers become unit indexes: by a vault of random pseudonyms, by a service that the
/// owner of the data runs, or computed, which only made-up populations may be.
enum class Pseudonyms : std::uint8_t { Vault, Synthetic, Service };
/// What stands in the dictionary of a domain: pseudonyms, nothing (the index is computed), or the
/// identifiers themselves, where they are public codes.
enum class DomainKind : std::uint8_t { Pseudonym, Computed, Text };

[[nodiscard]] std::string_view name_of(Operation operation);    ///< "PATCH_METADATA"
[[nodiscard]] std::string_view name_of(ReleaseStatus status);   ///< "PENDING_RELEASE"
[[nodiscard]] std::string_view name_of(BumpLevel level);        ///< "MAJOR"
[[nodiscard]] std::string_view name_of(Pseudonyms pseudonyms);  ///< "vault"
[[nodiscard]] std::string_view name_of(DomainKind kind);        ///< "pseudonym"

/// The units that one import gave their indexes: those after all units of the generations before.
struct Generation {
    std::uint32_t units = 0;
    std::optional<StoredFile> file;  ///< absent for DomainKind::Computed
};

/// An identifier domain; its number is its place in the list.
struct DomainState {
    std::string id;  ///< "FNR"
    DomainKind kind = DomainKind::Pseudonym;
    std::vector<Generation> generations;

    [[nodiscard]] std::uint32_t units() const;
};

/// What a version, or the draft, does to one variable.
struct Update {
    std::string name;
    std::string description;
    Operation operation = Operation::Add;
    ReleaseStatus status = ReleaseStatus::Draft;
    std::uint64_t data_job = 0;        ///< the import that wrote the data; names their folders
    std::optional<StoredFile> record;  ///< metadata and files; absent for Remove
    std::vector<std::string> successors;
};

struct PublishedVersion {
    Version version;
    std::string description;
    std::int64_t release_time = 0;  ///< seconds since 1970 UTC
    BumpLevel level = BumpLevel::Major;
    StoredFile catalogue;
    std::vector<Update> updates;
    std::optional<std::string> withdrawn;  ///< why it must not be used
};

struct PublishedState {
    std::string databank;
    Label title;
    std::string description;
    bool synthetic = false;
    Pseudonyms pseudonyms = Pseudonyms::Vault;
    std::string vault;  ///< tells the vault from others; empty without
    std::uint64_t next_job = 1;
    std::vector<DomainState> domains;
    std::vector<PublishedVersion> versions;  ///< ascending
    std::int64_t draft_time = 0;             ///< of the last change of the draft
    std::vector<Update> draft;               ///< by name

    [[nodiscard]] const Update* find_draft(std::string_view name) const;
    [[nodiscard]] const PublishedVersion* find_version(const Version& version) const;
    [[nodiscard]] std::vector<std::uint32_t> unit_counts() const;
};

/// A variable as a version has it.
struct Living {
    Update update;         ///< the last one of the variable
    Version data_version;  ///< in which its data came; the patch number is 0
};
/// All variables of `version` by name, replayed from the first version on.
[[nodiscard]] std::map<std::string, Living> living_in(const PublishedState& state,
                                                      const Version& version);
/// Those of the newest version; empty before the first release.
[[nodiscard]] std::map<std::string, Living> living_now(const PublishedState& state);
/// Those that there would be if the whole draft were released.
[[nodiscard]] std::map<std::string, Living> living_in_draft(const PublishedState& state);

/// The same bytes for the same state.
[[nodiscard]] std::string write_state(const PublishedState& state);
/// Strict, and compares the SHA-256 in the document.
[[nodiscard]] base::Result<PublishedState> read_state(std::string_view json);
/// Reads the file in `directory`.
[[nodiscard]] base::Result<PublishedState> load_state(const std::filesystem::path& directory);

/// "datastore.json", "catalogues/45.1.2.json", "records/NAME/7.json", "dictionaries/FNR/0.sku".
[[nodiscard]] std::string catalogue_file(const Version& version);
[[nodiscard]] std::string record_file(std::string_view name, std::uint64_t job);
[[nodiscard]] std::string generation_file(const DomainState& domain, std::size_t generation);

/// The catalogue of a version, its size and SHA-256 compared with the state.
[[nodiscard]] base::Result<Catalogue> load_version_catalogue(const std::filesystem::path& directory,
                                                             const PublishedVersion& version);

}  // namespace skjerm::datastore
