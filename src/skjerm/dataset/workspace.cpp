#include "skjerm/dataset/workspace.h"

#include <algorithm>
#include <utility>

#include "skjerm/base/check.h"

namespace skjerm::dataset {

DatasetPtr Workspace::find(std::string_view name) const {
    const auto at =
        std::find_if(datasets_.begin(), datasets_.end(),
                     [&](const DatasetPtr& dataset) { return dataset->name() == name; });
    return at == datasets_.end() ? nullptr : *at;
}

void Workspace::add(DatasetPtr dataset) {
    SKJERM_CHECK(find(dataset->name()) == nullptr);
    datasets_.push_back(std::move(dataset));
}

void Workspace::remove(std::string_view name) {
    std::erase_if(datasets_, [&](const DatasetPtr& dataset) { return dataset->name() == name; });
    if (active_ == name) active_.clear();
}

void Workspace::replace(std::string_view name, DatasetPtr dataset) {
    const auto at = std::find_if(datasets_.begin(), datasets_.end(),
                                 [&](const DatasetPtr& known) { return known->name() == name; });
    SKJERM_CHECK(at != datasets_.end());
    if (active_ == name) active_ = dataset->name();
    *at = std::move(dataset);
}

const Connection* Workspace::connection(std::string_view alias) const {
    const auto at = std::find_if(connections_.begin(), connections_.end(),
                                 [&](const Connection& known) { return known.alias == alias; });
    return at == connections_.end() ? nullptr : &*at;
}

void Workspace::connect(Connection connection) {
    for (Connection& known : connections_) {
        if (known.alias == connection.alias) {
            known = std::move(connection);
            return;
        }
    }
    connections_.push_back(std::move(connection));
}

void Workspace::define_code_list(std::string name, column::CodeListPtr list) {
    code_lists_.insert_or_assign(std::move(name), std::move(list));
}

void Workspace::drop_code_list(std::string_view name) {
    const auto at = code_lists_.find(name);
    if (at == code_lists_.end()) return;
    const column::CodeListPtr list = at->second;
    code_lists_.erase(at);
    for (DatasetPtr& dataset : datasets_) {
        const DatasetPtr before = dataset;
        for (const Variable& variable : before->variables()) {
            if (variable.labels != list) continue;
            Variable bare = variable;
            bare.labels = nullptr;
            dataset = dataset->replacing(bare.name, bare);
        }
    }
}

}  // namespace skjerm::dataset
