// The work of a data steward on a datastore with versions: taking in data, preparing a draft,
// releasing it, withdrawing a version. One steward at a time; readers need not wait.
//
//   ROOT/datastore.json             the state: a change happens when it is replaced, as a whole
//   ROOT/catalogues/45.1.2.json     what each released version holds
//   ROOT/records/NAME/7.json        metadata and files of each import
//   ROOT/dictionaries/FNR/0.sku     unit indexes
//   ROOT/native/NAME/7/…            tier 3: column files
//   ROOT/indexed/NAME/7/…           tier 2: Parquet by unit index
//   ROOT/<databank>/…               tier 1 and the documents of the official services
//   ROOT/<databank>_input, …_working
//   ROOT/unit_types.json            unit types that the administrator added, if any
//
// A steward that is killed leaves files that the state does not name; the next one removes them.
#pragma once

#include <cstdint>
#include <filesystem>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "skjerm/base/language.h"
#include "skjerm/base/result.h"
#include "skjerm/datastore/file_system.h"
#include "skjerm/datastore/published_state.h"
#include "skjerm/package/validate.h"
#include "skjerm/publish/delivery.h"
#include "skjerm/publish/pseudonym_backend.h"
#include "skjerm/publish/pseudonym_service.h"

namespace skjerm::publish {

inline constexpr const char* kUnitTypesFile = "unit_types.json";

struct InitOptions {
    std::filesystem::path root;  ///< absent, or an empty folder
    std::string databank;        ///< "no.ssb.fdb"
    datastore::Label title;
    std::string description;
    bool synthetic = false;                      ///< the population is made up
    std::optional<std::filesystem::path> vault;  ///< made there; needed without the other two
    bool service = false;                        ///< pseudonyms come from a service instead
};

/// The stages of an import after its check.
inline constexpr base::LocalizedText kReadingStage{"Leser og pseudonymiserer",
                                                   "Reading and pseudonymising"};
inline constexpr base::LocalizedText kArchivingStage{"Skriver arkivfilene",
                                                     "Writing the archive files"};
inline constexpr base::LocalizedText kSortingStage{"Sorterer etter enhet", "Sorting by unit"};

/// What is being done: a stage and how many of its rows are through, of about how many.
using StageProgress =
    std::function<void(base::LocalizedText stage, std::uint64_t done, std::uint64_t of)>;

/// What came of an import. Without `accepted` nothing was changed, and the report says why.
struct ImportOutcome {
    package::Report report;
    datastore::Operation operation = datastore::Operation::Add;
    bool accepted = false;
    bool was_there = false;  ///< the draft holds this very delivery; nothing was done
};

/// A check of part `part` of `parts` looks at that share of the imports: thirty nights with a
/// thirtieth each look at everything once a month. Dictionaries and catalogues are looked at in
/// every part. Below `parts`.
struct VerifyOptions {
    bool repair = false;
    std::uint32_t part = 0;
    std::uint32_t parts = 1;
};

class Steward {
public:
    /// Makes a new datastore without versions.
    [[nodiscard]] static base::Status init(
        const InitOptions& options, datastore::FileSystem& files = datastore::posix_file_system());

    /// Takes the lock, and finishes or undoes what a killed steward left. Refuses when another
    /// steward is at work.
    [[nodiscard]] static base::Result<std::unique_ptr<Steward>> open(
        const std::filesystem::path& root,
        datastore::FileSystem& files = datastore::posix_file_system());
    ~Steward();
    Steward(const Steward&) = delete;
    Steward& operator=(const Steward&) = delete;

    [[nodiscard]] const datastore::PublishedState& state() const { return state_; }
    [[nodiscard]] const std::filesystem::path& root() const { return root_; }

    /// The vault that identifiers go through; needed before an import into a datastore that has
    /// one.
    [[nodiscard]] base::Status use_vault(const std::filesystem::path& folder);
    /// The same of the service of a datastore that was made for one. `options.job` may be empty:
    /// the number of the next import.
    [[nodiscard]] base::Status use_service(PseudonymServiceOptions options);

    /// Checks a package and takes it into the draft: ADD when the newest version lacks the
    /// variable, else CHANGE. A delivery that the draft holds already is passed over, so that an
    /// import of many which was interrupted can be begun again. `now` in seconds since 1970 UTC,
    /// here and below.
    [[nodiscard]] base::Result<ImportOutcome> import(const ImportRequest& request, std::int64_t now,
                                                     const StageProgress& progress = {});

    /// Prepares the removal of a variable from the next version.
    [[nodiscard]] base::Status remove(const std::string& name, const std::string& description,
                                      std::int64_t now);
    /// SET_STATUS: whether a draft goes into the next version.
    [[nodiscard]] base::Status set_ready(const std::string& name, bool ready, std::int64_t now);
    /// DELETE_DRAFT and ROLLBACK_REMOVE.
    [[nodiscard]] base::Status delete_draft(const std::string& name, std::int64_t now);

    /// The draft as whoever releases it must have seen it: a digest of what is pending.
    [[nodiscard]] std::string manifest() const;
    /// The number that a release would get now; NothingPending when nothing is ready.
    [[nodiscard]] base::Result<datastore::Version> next_version() const;
    /// BUMP: everything that is ready becomes a version. With `seen`, refused when the manifest
    /// is another by now.
    [[nodiscard]] base::Result<datastore::Version> bump(const std::string& description,
                                                        const std::optional<std::string>& seen,
                                                        std::int64_t now);

    /// Scripts can no longer ask for the version. Its files stay.
    [[nodiscard]] base::Status withdraw(const datastore::Version& version,
                                        const std::string& reason);

    /// Compares every file with its SHA-256, of all tiers, and the documents of the official
    /// services with what they should be. Gives the names of what was damaged, each once. With
    /// `repair`, documents, and tiers 2 and 3 of damaged variables, are made again from tier 1;
    /// what could not be is the diagnostic, after all others are done.
    [[nodiscard]] base::Result<std::vector<std::string>> verify(const VerifyOptions& options);

    /// Vouches for a released version with the private key in `key_file` (signature.h), after its
    /// files have been compared with their SHA-256. Refuses one that is withdrawn or damaged.
    [[nodiscard]] base::Status sign(const datastore::Version& version,
                                    const std::filesystem::path& key_file);

private:
    Steward(std::filesystem::path root, datastore::FileSystem& files);

    [[nodiscard]] base::Status start();
    [[nodiscard]] base::Status commit(datastore::PublishedState next);
    [[nodiscard]] base::Status check_free(const std::string& name) const;
    [[nodiscard]] base::Result<bool> has_in_draft(const std::string& name,
                                                  datastore::Operation operation,
                                                  const std::string& delivery) const;
    [[nodiscard]] base::Status patch(const ImportRequest& request, ImportOutcome& outcome,
                                     const std::string& delivery, std::int64_t now);
    [[nodiscard]] base::Status ingest(const ImportRequest& request, ImportOutcome& outcome,
                                      const std::string& delivery, std::int64_t now,
                                      const StageProgress& progress);
    [[nodiscard]] base::Status rebuild(const datastore::Living& living);

    std::filesystem::path root_;
    datastore::FileSystem& files_;
    int lock_ = -1;
    datastore::PublishedState state_;
    std::unique_ptr<PseudonymBackend> backend_;
};

}  // namespace skjerm::publish
