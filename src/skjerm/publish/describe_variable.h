// From the metadata of an input package to a variable of the catalogue.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "skjerm/datastore/published_state.h"
#include "skjerm/datastore/variable.h"
#include "skjerm/package/metadata.h"
#include "skjerm/publish/layout.h"

namespace skjerm::publish {

/// The identifier domain of a unit type: its unit id type, or its own name where it has none.
[[nodiscard]] std::string_view domain_id(const package::UnitType& type);
/// Adds the domains that the metadata need and the state does not know yet.
void add_domains(const package::Metadata& metadata, datastore::PublishedState& state);
/// The place of a domain in the state; it is there.
[[nodiscard]] std::size_t domain_place(const datastore::PublishedState& state, std::string_view id);

/// Unit types are new objects each time; they are told apart by their id.
[[nodiscard]] datastore::VariablePtr describe_variable(const package::Metadata& metadata,
                                                       const std::string& name,
                                                       const package::Coverage& coverage,
                                                       const Layout& layout,
                                                       const datastore::PublishedState& state);

[[nodiscard]] datastore::Temporality temporality_of(package::Temporality temporality);

}  // namespace skjerm::publish
