// Any bytes as metadata: there are findings, or metadata that can be enriched.
#include <cstdint>
#include <cstdlib>
#include <string_view>

#include "skjerm/base/message_catalogue.h"
#include "skjerm/package/metadata.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    using namespace skjerm;
    using namespace skjerm::package;
    const std::string_view json(reinterpret_cast<const char*>(data), size);
    const MetadataReading reading = read_metadata(json, "F/F.json");
    if (reading.metadata.has_value() == has_errors(reading.findings)) std::abort();
    for (const Finding& finding : reading.findings) {
        if (!finding.line || *finding.line == 0) std::abort();
        if (base::message_text(finding.message, base::Language::Bokmaal).empty()) std::abort();
    }
    if (!reading.metadata) return 0;
    if (reading.metadata->identifier == nullptr) std::abort();
    if (enriched_metadata(*reading.metadata, "F", {}).empty()) std::abort();
    return 0;
}
