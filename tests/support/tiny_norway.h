// The smallest synthetic Norway that the generator makes, databank no.ssb.fdb: for scripts that use
// the real names of registers, such as the examples. It takes a few seconds, once for each test
// program.
#pragma once

#include "skjerm/command/context.h"

namespace skjerm::testing {

/// The store, written into a temporary folder at first use and removed at exit.
class TinyNorway : public command::StoreDirectory {
public:
    [[nodiscard]] base::Result<datastore::StorePtr> find(std::string_view databank,
                                                         base::Span where) override;
};

}  // namespace skjerm::testing
