// Packages that wait in the input folder of a datastore: ROOT/<name>_input/<NAME>.tar, and those
// that a job has taken, in `archive` below it.
#pragma once

#include <filesystem>
#include <string>

#include "skjerm/official/directory.h"

namespace skjerm::official {

class Importables {
public:
    Importables(const std::filesystem::path& root, const std::string& databank)
        : folder_(root / (databank + "_input")) {}

    /// [{datasetName, hasMetadata, hasData, isArchived}], those with a permitted name and metadata.
    [[nodiscard]] Json list() const;
    /// The package of a dataset that waits.
    [[nodiscard]] std::filesystem::path waiting(const std::string& name) const;
    [[nodiscard]] std::filesystem::path archived(const std::string& name) const;
    /// False: no such package waits.
    [[nodiscard]] bool remove(const std::string& name) const;
    /// Moves a package to the archive, or back when its job came to nothing. False: there is none,
    /// or it cannot be moved.
    [[nodiscard]] bool archive(const std::string& name) const;
    [[nodiscard]] bool give_back(const std::string& name) const;
    void remove_archived(const std::string& name) const;
    /// Removes all that is archived.
    void clear_archive() const;

private:
    std::filesystem::path folder_;
};

}  // namespace skjerm::official
