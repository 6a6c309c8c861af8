#include "skjerm/cli/about_run.h"

#include <algorithm>

#include "skjerm/cli/result_writer.h"

namespace skjerm::cli {

void AboutRun::add(const released::Result& result) {
    for (const released::Protection protection : result.protections()) {
        const auto place = std::lower_bound(protections_.begin(), protections_.end(), protection);
        if (place == protections_.end() || *place != protection)
            protections_.insert(place, protection);
    }
    for (const base::Diagnostic& note : result.notes())
        if (is_constant_note(note)) add(note);
    const released::Provenance& from = result.provenance();
    std::vector<std::string>& known = provenance_.datastores;
    for (const std::string& datastore : from.datastores)
        if (std::find(known.begin(), known.end(), datastore) == known.end())
            known.push_back(datastore);
    provenance_.synthetic = provenance_.synthetic || from.synthetic;
    provenance_.engine = from.engine;
    provenance_.policy = from.policy;
}

void AboutRun::add(const base::Diagnostic& constant_note) {
    const bool known = std::any_of(notes_.begin(), notes_.end(), [&](const auto& note) {
        return note.code == constant_note.code && note.arguments == constant_note.arguments;
    });
    if (!known) notes_.push_back(constant_note);
}

std::string AboutRun::text(const render::Style& style) const {
    return render::about_numbers(protections_, notes_, provenance_, style);
}

std::string AboutRun::markdown(const render::Style& style) const {
    return render::about_numbers_markdown(protections_, notes_, provenance_, style);
}

}  // namespace skjerm::cli
