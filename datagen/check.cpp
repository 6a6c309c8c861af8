#include "datagen/check.h"

#include <utility>

#include "datagen/check_list.h"

namespace skjerm::datagen {

base::Result<std::vector<Finding>> check_store(const datastore::Store& store) {
    CheckList list(store);
    check_rules(list);
    check_amounts(list);
    check_targets(list);
    check_signals(list);
    if (list.reader.failure()) return *list.reader.failure();
    return std::move(list.findings);
}

}  // namespace skjerm::datagen
