// What protection costs: a whole tabulate as a session runs it - disclosure control, ledger, audit
// log on the disk, JSON - against the bare counting of the same cells.
#pragma once

#include <functional>
#include <memory>
#include <string>
#include <vector>

namespace skjerm::bench {

struct ProtectedWork {
    std::string name;
    std::function<void()> run;    ///< with everything
    std::function<void()> plain;  ///< counts alone, by a loop over two columns of codes
};

/// A datastore of the whole population in a temporary folder, a session that has imported
/// municipality, sex and age from it, and what is measured on both. The session goes on growing:
/// its ledger and its log take note of every run.
class ProtectedWorks {
public:
    ProtectedWorks();
    ~ProtectedWorks();
    [[nodiscard]] const std::vector<ProtectedWork>& works() const;

private:
    struct Parts;
    std::unique_ptr<Parts> parts_;
};

}  // namespace skjerm::bench
