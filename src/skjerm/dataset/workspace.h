// All that a script has built up: datasets in order of creation, the active one, code lists,
// connected stores. A value: a command works on a copy, which replaces the original only when the
// command succeeded.
#pragma once

#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "skjerm/column/code_list.h"
#include "skjerm/dataset/dataset.h"
#include "skjerm/datastore/store.h"

namespace skjerm::dataset {

/// `require no.ssb.fdb:45 as db`.
struct Connection {
    std::string alias;
    datastore::StorePtr store;
    datastore::Version version;
};

class Workspace {
public:
    [[nodiscard]] const std::vector<DatasetPtr>& datasets() const { return datasets_; }
    /// Null when there is none of that name.
    [[nodiscard]] DatasetPtr find(std::string_view name) const;
    /// Null when no dataset is active.
    [[nodiscard]] DatasetPtr active() const { return find(active_); }

    void add(DatasetPtr dataset);
    void remove(std::string_view name);
    /// Puts `dataset` in the place of the one called `name` (whose name may change).
    void replace(std::string_view name, DatasetPtr dataset);
    void activate(std::string_view name) { active_ = name; }

    [[nodiscard]] const Connection* connection(std::string_view alias) const;
    [[nodiscard]] const std::vector<Connection>& connections() const { return connections_; }
    void connect(Connection connection);

    /// User code lists by name.
    [[nodiscard]] const std::map<std::string, column::CodeListPtr, std::less<>>& code_lists()
        const {
        return code_lists_;
    }
    void define_code_list(std::string name, column::CodeListPtr list);
    /// Removes the list; variables that carry it lose it.
    void drop_code_list(std::string_view name);

private:
    std::vector<DatasetPtr> datasets_;
    std::string active_;
    std::vector<Connection> connections_;
    std::map<std::string, column::CodeListPtr, std::less<>> code_lists_;
};

}  // namespace skjerm::dataset
