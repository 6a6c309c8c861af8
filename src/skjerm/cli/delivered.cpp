#include "skjerm/cli/delivered.h"

#include <array>

#include "skjerm/datastore/published_state.h"
#include "skjerm/datastore/published_store.h"
#include "skjerm/publish/record.h"

namespace skjerm::cli {

using Json = nlohmann::ordered_json;

base::Result<Json> delivered_metadata(const std::filesystem::path& folder,
                                      const datastore::Version& version, const std::string& name) {
    if (!datastore::is_published_store(folder)) return Json();
    SKJERM_TRY_ASSIGN(const datastore::PublishedState state, datastore::load_state(folder));
    const auto living = version.is_draft() ? datastore::living_in_draft(state)
                                           : datastore::living_in(state, version);
    const auto found = living.find(name);
    if (found == living.end()) return Json();
    SKJERM_TRY_ASSIGN(publish::Record record,
                      publish::read_record(folder, *found->second.update.record));
    return std::move(record.metadata);
}

std::string delivered_text(const Json& texts, base::Language language) {
    if (!texts.is_array() || texts.empty()) return {};
    constexpr std::array<const char*, 4> kNorwegian = {"no", "nb", "nn", "en"};
    constexpr std::array<const char*, 4> kEnglish = {"en", "no", "nb", "nn"};
    for (const char* code : language == base::Language::Bokmaal ? kNorwegian : kEnglish)
        for (const Json& text : texts)
            if (text.value("languageCode", "") == code) return text.value("value", "");
    return texts[0].value("value", "");
}

}  // namespace skjerm::cli
