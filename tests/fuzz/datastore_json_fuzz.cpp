// The documents of a datastore with any content: a catalogue, or the state of one with versions.
// The checksum of a state is made to fit, so that what it vouches for is reached. What is read is
// written again and must give the same bytes twice.
#include <cstddef>
#include <cstdint>
#include <nlohmann/json.hpp>
#include <string>
#include <string_view>

#include "skjerm/base/check.h"
#include "skjerm/base/keyed_hash.h"
#include "skjerm/datastore/catalogue.h"
#include "skjerm/datastore/published_state.h"

namespace {

using Json = nlohmann::ordered_json;

void read_state_of(std::string_view text) {
    const Json content = Json::parse(text, nullptr, /*allow_exceptions=*/false);
    if (content.is_discarded()) return;
    const std::string plain = content.dump(-1, ' ', false, Json::error_handler_t::replace);
    const Json document = {{"skjerm_published", 1},
                           {"sha256", skjerm::base::to_hex(skjerm::base::sha256(plain))},
                           {"state", content}};
    const auto state = skjerm::datastore::read_state(
        document.dump(-1, ' ', false, Json::error_handler_t::replace));
    if (!state.ok()) return;
    const std::string once = skjerm::datastore::write_state(*state);
    const auto again = skjerm::datastore::read_state(once);
    SKJERM_CHECK(again.ok());
    SKJERM_CHECK(skjerm::datastore::write_state(*again) == once);
    static_cast<void>(skjerm::datastore::living_in_draft(*state));
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    const std::string_view text(reinterpret_cast<const char*>(data), size);
    const auto catalogue = skjerm::datastore::read_catalogue(text);
    if (catalogue.ok()) {
        const std::string once = skjerm::datastore::write_catalogue(*catalogue);
        const auto again = skjerm::datastore::read_catalogue(once);
        SKJERM_CHECK(again.ok());
        SKJERM_CHECK(skjerm::datastore::write_catalogue(*again) == once);
    }
    read_state_of(text);
    return 0;
}
