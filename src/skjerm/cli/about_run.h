// Gathers what is said once about all results of a run: protections, constant notes, sources.
#pragma once

#include <string>
#include <vector>

#include "skjerm/released/result.h"
#include "skjerm/render/document.h"

namespace skjerm::cli {

class AboutRun {
public:
    void add(const released::Result& result);
    void add(const base::Diagnostic& constant_note);

    /// Nothing that was released needs an explanation.
    [[nodiscard]] bool empty() const { return protections_.empty() && notes_.empty(); }
    [[nodiscard]] const released::Provenance& provenance() const { return provenance_; }
    [[nodiscard]] std::string text(const render::Style& style) const;
    [[nodiscard]] std::string markdown(const render::Style& style) const;

private:
    std::vector<released::Protection> protections_;  // ascending, each once
    std::vector<base::Diagnostic> notes_;            // each code once
    released::Provenance provenance_;                // of all results together
};

}  // namespace skjerm::cli
