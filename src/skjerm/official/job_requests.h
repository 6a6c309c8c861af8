// Jobs as they are ordered: what an order must hold, and which orders are turned down.
#pragma once

#include <cstdint>
#include <string>
#include <variant>
#include <vector>

#include "skjerm/official/directory.h"

namespace skjerm::official {

/// The parameters of each order in a body {"jobs": […]}, or what is wrong with it.
[[nodiscard]] std::variant<std::vector<Json>, std::vector<std::string>> read_orders(
    const std::string& body);

struct Orders {
    std::string datastore;
    bool can_bump = true;
    Json created_by;
    std::int64_t now = 0;
};

/// Enters what can be entered into the list of jobs and gives, for each order, {status, msg,
/// job_id}. An order is turned down when a job with the same target is open.
[[nodiscard]] Json enter_orders(const std::vector<Json>& orders, const Orders& context, Json& jobs);

}  // namespace skjerm::official
